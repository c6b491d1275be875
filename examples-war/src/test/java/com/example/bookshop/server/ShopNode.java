package com.example.bookshop.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * One more node of the Bookshop: a server of the same kind as the one that Arquillian starts, with
 * files, ports, a process and a database of its own. Only Redis is shared.
 */
public final class ShopNode implements AutoCloseable {
  private final Path folder;
  private final AppServer server;
  private final ServerPorts ports = ServerPorts.free();
  private ServerRun run;

  private ShopNode(WebArchive war, UnaryOperator<AppServer> change) throws IOException {
    Path home = Path.of(System.getProperty("bookshop.server.home"));
    folder = Files.createTempDirectory(home.getParent(), "node");
    server =
        change.apply(AppServer.named(System.getProperty("arquillian.launch"), home).apart(folder));
    server.makeFresh(ports);
    war.as(ZipExporter.class).exportTo(server.deployments().resolve("bookshop.war").toFile());
    run = launch();
  }

  /** Starts a node with this application, and waits until it answers. */
  public static ShopNode start(WebArchive war) {
    return start(war, server -> server);
  }

  /** The same with a database that other nodes use, too. */
  static ShopNode start(WebArchive war, SharedDatabase database) {
    return start(war, server -> server.withDatabase(database.url()));
  }

  private static ShopNode start(WebArchive war, UnaryOperator<AppServer> change) {
    try {
      ShopNode node = new ShopNode(war, change);
      node.run.awaitAnswer(node.url());
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private ServerRun launch() {
    return ServerRun.start(server, ports, Map.of(), folder.resolve("console.log"));
  }

  /** Where its Bookshop is, without a slash at the end; the same over restarts. */
  public String url() {
    return "http://127.0.0.1:" + ports.http() + "/bookshop";
  }

  /** Whether there is a process. */
  public boolean isRunning() {
    return run.isRunning();
  }

  /** Ends it with SIGKILL, in the middle of whatever it does. */
  public void kill() {
    run.kill();
  }

  /** Kills it if it still runs, starts it again, and waits until it answers. */
  public void restart() {
    run.kill();
    run = launch();
    try {
      run.awaitAnswer(url());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it and removes its files. */
  @Override
  public void close() {
    run.kill();
    ServerFiles.empty(folder);
    folder.toFile().delete();
  }
}
