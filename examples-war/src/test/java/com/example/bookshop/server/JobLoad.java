package com.example.bookshop.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.probe.LoadProbe;
import com.example.bookshop.probe.LoadProbeServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Jobs that take a while, of a Bookshop that comes and goes; what is done stands in a folder. */
public final class JobLoad {
  /** How many of them run at once. */
  public static final int WORKERS = 8;

  private static final int MOST_ADDED = 250;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private int added;

  public JobLoad(Path folder) {
    this.folder = folder;
  }

  /** The Bookshop with these jobs, and further settings. */
  public static WebArchive bookshop(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("buttress.jobs.load.workers", Integer.toString(WORKERS));
    return BookshopWar.withTestRedis(settings).addClasses(LoadProbe.class, LoadProbeServlet.class);
  }

  /** In requests of their own: what is added in one has to be added in the time of one. */
  public void add(int jobs, int millis) {
    for (int left = jobs; left > 0; left -= MOST_ADDED) {
      int some = Math.min(MOST_ADDED, left);
      String query = "folder=" + folder + "&from=" + added + "&jobs=" + some + "&millis=" + millis;
      assertThat(Customer.at("198.51.100.95").get("/load-probe?" + query).status()).isEqualTo(200);
      added += some;
    }
  }

  /** How many have been added. */
  public int added() {
    return added;
  }

  /** A job will not end. */
  public void hold(int number) {
    ServerFiles.write(gate(number), "");
  }

  /** It may end. */
  public void letEnd(int number) {
    try {
      Files.delete(gate(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path gate(int number) {
    return folder.resolve("gate-" + number);
  }

  /** The numbers of those that are done, as often as they were. */
  public List<String> done() {
    Path notes = folder.resolve("done");
    try {
      return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many some node has. */
  public long leased() {
    return count("ZCARD", "l");
  }

  /** How many wait for a node. */
  public long ready() {
    return count("LLEN", "r4");
  }

  private static long count(String command, String suffix) {
    String key = ServerSession.redis().command("KEYS", "bt:{*:load}:" + suffix);
    return key.isEmpty() ? 0 : Long.parseLong(ServerSession.redis().command(command, key));
  }

  public void awaitLeased(int jobs) {
    await().atMost(PATIENCE).until(() -> leased() == jobs);
  }

  public void awaitAll() {
    await().atMost(PATIENCE).until(() -> done().size() >= added && leased() == 0);
    assertThat(done()).hasSize(added).doesNotHaveDuplicates();
  }
}
