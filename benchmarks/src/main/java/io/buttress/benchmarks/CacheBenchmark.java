package io.buttress.benchmarks;

import io.buttress.benchmarks.CacheServer.Kind;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

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

  /** What one round of one server was. */
  private record Round(double perSecond, double p50, double p99, double server, double redis) {}

  private static void measure(EmbeddedRedis redis, int size, int rounds, Duration duration)
      throws IOException, InterruptedException {
    Map<Kind, Server> servers = new EnumMap<>(Kind.class);
    Map<Kind, List<Round>> results = new EnumMap<>(Kind.class);
    try {
      for (Kind kind : Kind.values()) {
        servers.put(kind, new Server(kind, redis, size));
      }
      for (int i = 0; i < 2; i++) {
        for (Server server : servers.values()) {
          HttpLoad.Answered unused = HttpLoad.of(server.uri, CLIENTS, duration.multipliedBy(3));
        }
      }
      for (int i = 0; i < rounds; i++) {
        for (Map.Entry<Kind, Server> server : servers.entrySet()) {
          Round round = server.getValue().round(redis, duration);
          results.computeIfAbsent(server.getKey(), missing -> new ArrayList<>()).add(round);
        }
      }
    } finally {
      servers.values().forEach(Server::end);
    }
    print(results, size);
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
                median(rounds, Round::perSecond),
                median(rounds, Round::p50),
                median(rounds, Round::p99),
                median(rounds, Round::server),
                median(rounds, Round::redis)));
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
    return median(results.getOrDefault(kind, List.of()), round -> round.server() + round.redis());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** A server in a process of its own. */
  private static final class Server {
    private final Process process;
    private final URI uri;

    Server(Kind kind, EmbeddedRedis redis, int size) throws IOException, InterruptedException {
      int port = freePort();
      this.uri =
          URI.create(
              "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/page");
      this.process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CacheServer.class.getName(),
                  kind.name(),
                  Integer.toString(port),
                  redis.uri(),
                  Integer.toString(size))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      long start = System.nanoTime();
      while (!HttpLoad.answers(uri)) {
        if (!process.isAlive() || System.nanoTime() - start > 60e9) {
          throw new IllegalStateException(kind + " did not start");
        }
        Thread.onSpinWait();
      }
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }

    Round round(EmbeddedRedis redis, Duration duration) throws IOException, InterruptedException {
      double server = cpu();
      double store = Cpu.of(redis);
      HttpLoad.Answered answered = HttpLoad.of(uri, CLIENTS, duration);
      if (answered.refused() > 0) {
        throw new IllegalStateException("not all were answered 200: " + answered);
      }
      double requests = answered.perSecond() * answered.seconds();
      return new Round(
          answered.perSecond(),
          answered.p50(),
          answered.p99(),
          (cpu() - server) / requests,
          (Cpu.of(redis) - store) / requests);
    }

    private double cpu() {
      return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
    }

    void end() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
