package io.buttress.benchmarks;

import io.buttress.benchmarks.LoadedServer.Front;
import io.buttress.benchmarks.MeasuredServer.Round;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * {@code ./benchmarks/run http}: a trivial servlet of the Bookshop on WildFly, without any filter,
 * with a shared limit on it that nobody reaches, as it is and with a trip for each request, and
 * with a filter that makes one plain GET. All servers run all the time, and rounds take turns.
 */
public final class HttpBenchmark implements AutoCloseable {
  private static final int CLIENTS = 32;
  private static final Map<String, String> LIMIT =
      Map.of(
          "BUTTRESS_RATE_LIMIT_PING_PATHS", "/ping",
          "BUTTRESS_RATE_LIMIT_PING_LIMITS", "1000000000/1h",
          // What is counted on the node alone would pass for a fast shared limit.
          "BUTTRESS_RATE_LIMIT_PING_FALLBACK", "closed");

  private final EmbeddedRedis redis = EmbeddedRedis.start();
  private final Map<Front, LoadedServer> servers = new EnumMap<>(Front.class);
  private final Map<Front, List<Round>> rounds = new EnumMap<>(Front.class);

  private HttpBenchmark() {}

  /** Arguments: the build folder of the Bookshop; {@code --quick} for fewer rounds. */
  public static void main(String[] args) throws Exception {
    Path war = Path.of(args[0], "bookshop.war");
    Path wildfly = unpacked(Path.of(args[0], "servers"));
    boolean quick = args.length > 1 && args[1].equals("--quick");
    try (HttpBenchmark benchmark = new HttpBenchmark()) {
      for (Front front : Front.values()) {
        benchmark.start(wildfly, war, front);
      }
      benchmark.measure(quick ? 3 : 7, Duration.ofSeconds(4));
      benchmark.print();
    }
  }

  private static Path unpacked(Path servers) throws IOException {
    try (Stream<Path> all = Files.list(servers)) {
      return all.filter(path -> path.getFileName().toString().startsWith("wildfly-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void start(Path wildfly, Path war, Front front) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>();
    environment.put("BUTTRESS_REDIS_URI", redis.uri());
    if (front.limits()) {
      environment.putAll(LIMIT);
    }
    if (front == Front.ASKED) {
      environment.put("BUTTRESS_RATE_LIMIT_PING_LEASED_QUOTA", "1");
    }
    servers.put(front, LoadedServer.withBookshop(wildfly, war, front, environment));
    rounds.put(front, new ArrayList<>());
  }

  private void measure(int times, Duration duration) throws IOException, InterruptedException {
    // Two cores take a minute to compile what a server under load runs.
    for (int i = 0; i < 2; i++) {
      for (LoadedServer server : servers.values()) {
        HttpLoad.Answered unused = HttpLoad.of(server.uri(), CLIENTS, Duration.ofSeconds(35));
      }
    }
    for (int i = 0; i < times; i++) {
      for (Map.Entry<Front, LoadedServer> server : servers.entrySet()) {
        roundsOf(server.getKey()).add(round(server.getValue(), duration));
      }
    }
  }

  private Round round(LoadedServer server, Duration duration)
      throws IOException, InterruptedException {
    return MeasuredServer.round(
        server.uri(), server::cpu, redis, uri -> HttpLoad.of(uri, CLIENTS, duration));
  }

  private void print() {
    rounds.forEach((front, all) -> all.forEach(one -> System.out.println(front + " " + one)));
    figure("bare-rps", rps(Front.NOTHING));
    figure("limited-rps", rps(Front.LIMIT));
    figure("asked-rps", rps(Front.ASKED));
    figure("one-get-rps", rps(Front.ONE_GET));
    figure("bare-cpu-us", median(Front.NOTHING, Round::cpu));
    figure("limited-cpu-us", median(Front.LIMIT, Round::cpu));
    figure("asked-cpu-us", median(Front.ASKED, Round::cpu));
    figure("one-get-cpu-us", median(Front.ONE_GET, Round::cpu));
    figure("limited-vs-one-get", rps(Front.LIMIT) / rps(Front.ONE_GET));
    figure("limited-vs-bare", rps(Front.LIMIT) / rps(Front.NOTHING));
    figure("asked-vs-bare", rps(Front.ASKED) / rps(Front.NOTHING));
  }

  private List<Round> roundsOf(Front front) {
    return Objects.requireNonNull(rounds.get(front));
  }

  private double rps(Front front) {
    return median(front, Round::perSecond);
  }

  private double median(Front front, ToDoubleFunction<Round> figure) {
    return Round.median(roundsOf(front), figure);
  }

  private static void figure(String name, double value) {
    System.out.printf(Locale.ROOT, "http.%s %.2f%n", name, value);
  }

  @Override
  public void close() {
    servers.values().forEach(LoadedServer::close);
    redis.close();
  }
}
