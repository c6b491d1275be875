package io.buttress.benchmarks;

import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** One way to be answered, and its rounds so far. */
final class CacheColumn {
  private static final int CLIENTS = 32;

  private final String name;
  private final PageServer server;
  private final EmbeddedRedis redis;
  private final PageRequests requests;
  private final List<Round> rounds = new ArrayList<>();

  /** What one round was. */
  private record Round(double perSecond, double p50, double p99, double server, double redis) {}

  CacheColumn(String name, PageServer server, EmbeddedRedis redis, PageRequests requests) {
    this.name = name;
    this.server = server;
    this.redis = redis;
    this.requests = requests;
  }

  String name() {
    return name;
  }

  void warmUp(Duration duration) throws IOException, InterruptedException {
    HttpLoad.Answered unused = HttpLoad.of(requests.uri(), CLIENTS, duration, requests);
    forget();
  }

  void measure(Duration duration) throws IOException, InterruptedException {
    double before = server.cpu();
    double redisBefore = Cpu.of(redis);
    HttpLoad.Answered answered = HttpLoad.of(requests.uri(), CLIENTS, duration, requests);
    if (answered.refused() > 0) {
      throw new IllegalStateException(name + ": not all were answered as they should: " + answered);
    }
    double count = answered.perSecond() * answered.seconds();
    rounds.add(
        new Round(
            answered.perSecond(),
            answered.p50(),
            answered.p99(),
            (server.cpu() - before) / count,
            (Cpu.of(redis) - redisBefore) / count));
    forget();
  }

  /** Pages that nobody asks for again would fill the machine. */
  private void forget() {
    if (requests.areEndless()) {
      String unused = redis.command("FLUSHALL");
    }
  }

  /** Of server and Redis together, microseconds a request. */
  double cpu() {
    return median(round -> round.server() + round.redis());
  }

  private double median(ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "%-20s %8.0f %8.0f %8.0f   %6.1f + %.1f",
        name,
        median(Round::perSecond),
        median(Round::p50),
        median(Round::p99),
        median(Round::server),
        median(Round::redis));
  }

  /** A line a figure. */
  String figures(String suffix) {
    String prefix = "response-cache." + name;
    return String.format(
        Locale.ROOT,
        "%1$s-rps%2$s %3$.0f%n%1$s-p50-us%2$s %4$.0f%n%1$s-p99-us%2$s %5$.0f%n"
            + "%1$s-server-cpu-us%2$s %6$.1f%n%1$s-redis-cpu-us%2$s %7$.1f",
        prefix,
        suffix,
        median(Round::perSecond),
        median(Round::p50),
        median(Round::p99),
        median(Round::server),
        median(Round::redis));
  }
}
