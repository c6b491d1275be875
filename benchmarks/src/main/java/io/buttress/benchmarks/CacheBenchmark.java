package io.buttress.benchmarks;

import io.buttress.benchmarks.CacheServer.Kind;
import io.buttress.benchmarks.MeasuredServer.Round;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./benchmarks/run response-cache}: a servlet on Tomcat with 32 clients, bare, behind the
 * cache in the node's memory, in Redis alone, and what one would use instead; each a process of its
 * own, which all run all the time, in rounds that take turns.
 */
public final class CacheBenchmark {
  private static final int CLIENTS = 32;
  private static final int KIB = 1024;

  private CacheBenchmark() {}

  /** Arguments: unused; {@code --quick} for fewer and shorter rounds. */
  public static void main(String[] args) throws Exception {
    boolean quick = args.length > 1 && args[1].equals("--quick");
    for (int size : List.of(KIB, 32 * KIB)) {
      try (EmbeddedRedis redis = EmbeddedRedis.start()) {
        measure(redis, size, quick ? 3 : 7, Duration.ofSeconds(quick ? 2 : 4));
      }
    }
    System.exit(0);
  }

  private static void measure(EmbeddedRedis redis, int size, int rounds, Duration duration)
      throws IOException, InterruptedException {
    Map<Kind, MeasuredServer> servers = new EnumMap<>(Kind.class);
    Map<Kind, List<Round>> results = new EnumMap<>(Kind.class);
    try {
      for (Kind kind : Kind.values()) {
        servers.put(kind, started(kind, redis, size));
      }
      for (int i = 0; i < 2; i++) {
        for (MeasuredServer server : servers.values()) {
          HttpLoad.Answered unused = HttpLoad.of(server.uri(), CLIENTS, duration.multipliedBy(3));
        }
      }
      for (int i = 0; i < rounds; i++) {
        for (Map.Entry<Kind, MeasuredServer> server : servers.entrySet()) {
          Round round = server.getValue().round(redis, CLIENTS, duration);
          results.computeIfAbsent(server.getKey(), missing -> new ArrayList<>()).add(round);
        }
      }
    } finally {
      servers.values().forEach(MeasuredServer::end);
    }
    print(results, size);
  }

  private static MeasuredServer started(Kind kind, EmbeddedRedis redis, int size)
      throws IOException, InterruptedException {
    return new MeasuredServer(
        CacheServer.class, "/page", kind.name(), redis.uri(), Integer.toString(size));
  }

  private static void print(Map<Kind, List<Round>> results, int size) {
    String kib = size / KIB + "k";
    System.out.printf(
        "%n%d bytes         rps      p50      p99   server+redis CPU us/request%n", size);
    results.forEach(
        (kind, rounds) ->
            System.out.printf(
                Locale.ROOT,
                "%-16s %8.0f %8.0f %8.0f   %6.1f + %.1f%n",
                kind,
                Round.median(rounds, Round::perSecond),
                Round.median(rounds, Round::p50),
                Round.median(rounds, Round::p99),
                Round.median(rounds, Round::server),
                Round.median(rounds, Round::redis)));
    double bare = cpu(results, Kind.BARE);
    double near = cpu(results, Kind.NEAR);
    figure("near-hit-us-over-bare-" + kib, near - bare);
    figure("near-hit-vs-bare" + suffix(size), near / bare);
    figure(
        "redis-hit-vs-bare-jedis-get" + suffix(size),
        cpu(results, Kind.REDIS) / cpu(results, Kind.JEDIS));
    figure("near-hit-vs-httpcomponents" + suffix(size), near / cpu(results, Kind.HTTP_COMPONENTS));
  }

  private static String suffix(int size) {
    return size == KIB ? "" : "-" + size / KIB + "k";
  }

  private static void figure(String name, double value) {
    System.out.printf(Locale.ROOT, "response-cache.%s %.2f%n", name, value);
  }

  private static double cpu(Map<Kind, List<Round>> results, Kind kind) {
    return Round.median(results.getOrDefault(kind, List.of()), Round::cpu);
  }
}
