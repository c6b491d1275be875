package io.buttress.benchmarks;

import io.buttress.embedded.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./benchmarks/run http}: a trivial servlet of the Bookshop on WildFly, without any filter
 * and with a shared limit on it that nobody reaches. Both servers run all the time, and rounds take
 * turns.
 */
public final class HttpBenchmark {
  private static final int CLIENTS = 32;
  private static final Map<String, String> LIMIT =
      Map.of(
          "BUTTRESS_RATE_LIMIT_PING_PATHS", "/ping",
          "BUTTRESS_RATE_LIMIT_PING_LIMITS", "1000000000/1h",
          // What is counted on the node alone would pass for a fast shared limit.
          "BUTTRESS_RATE_LIMIT_PING_FALLBACK", "closed");

  private HttpBenchmark() {}

  /** Arguments: the build folder of the Bookshop; {@code --quick} for fewer rounds. */
  public static void main(String[] args) throws Exception {
    Path war = Path.of(args[0], "bookshop.war");
    Path wildfly = unpacked(Path.of(args[0], "servers"));
    int rounds = args.length > 1 && args[1].equals("--quick") ? 3 : 7;
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      Map<String, String> uri = Map.of("BUTTRESS_REDIS_URI", redis.uri());
      Map<String, String> limits = new HashMap<>(LIMIT);
      limits.putAll(uri);
      try (LoadedServer bare = LoadedServer.withBookshop(wildfly, war, false, uri);
          LoadedServer limited = LoadedServer.withBookshop(wildfly, war, true, limits)) {
        measure(bare, limited, rounds);
      }
    }
  }

  private static Path unpacked(Path servers) throws Exception {
    try (Stream<Path> all = Files.list(servers)) {
      return all.filter(path -> path.getFileName().toString().startsWith("wildfly-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void measure(LoadedServer bare, LoadedServer limited, int rounds)
      throws Exception {
    Duration round = Duration.ofSeconds(4);
    // Two cores take a minute to compile what a server under load runs.
    for (LoadedServer server : List.of(bare, limited, bare, limited)) {
      HttpLoad.Answered unused = HttpLoad.of(server.uri(), CLIENTS, Duration.ofSeconds(35));
    }
    List<HttpLoad.Answered> without = new ArrayList<>();
    List<HttpLoad.Answered> with = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      without.add(HttpLoad.of(bare.uri(), CLIENTS, round));
      with.add(HttpLoad.of(limited.uri(), CLIENTS, round));
    }
    System.out.println("bare    " + without);
    System.out.println("limited " + with);
    for (HttpLoad.Answered answered : with) {
      if (answered.refused() > 0) {
        throw new IllegalStateException("not all were answered 200: " + with);
      }
    }
    double bareRate = median(without);
    double limitedRate = median(with);
    System.out.printf(Locale.ROOT, "http.bare-rps %.0f%n", bareRate);
    System.out.printf(Locale.ROOT, "http.limited-rps %.0f%n", limitedRate);
    System.out.printf(Locale.ROOT, "http.limited-vs-bare %.2f%n", limitedRate / bareRate);
  }

  private static double median(List<HttpLoad.Answered> all) {
    double[] sorted = all.stream().mapToDouble(HttpLoad.Answered::perSecond).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
