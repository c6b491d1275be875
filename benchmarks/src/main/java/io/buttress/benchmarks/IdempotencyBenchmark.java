package io.buttress.benchmarks;

import io.buttress.benchmarks.IdempotencyServer.Kind;
import io.buttress.benchmarks.MeasuredServer.Round;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code ./benchmarks/run idempotency}: POSTs with a key to a servlet on Tomcat from 32 clients,
 * first with new keys, then with keys whose answers are stored; bare, behind the filter, and with
 * what one would use instead; each a process of its own, in rounds that take turns.
 */
public final class IdempotencyBenchmark {
  static final int CLIENTS = 32;
  private static final int KEYS = 1_000;

  private static final List<Kind> FIRST =
      List.of(Kind.BARE, Kind.BUTTRESS, Kind.TWO_JEDIS_CALLS, Kind.SPRING_INTEGRATION);
  private static final List<Kind> REPLAY =
      List.of(Kind.BARE, Kind.BUTTRESS, Kind.ONE_JEDIS_GET, Kind.SPRING_INTEGRATION);

  private final EmbeddedRedis redis;
  private final Map<Kind, MeasuredServer> servers = new EnumMap<>(Kind.class);
  private final Map<Kind, List<Round>> first = new EnumMap<>(Kind.class);
  private final Map<Kind, List<Round>> replay = new EnumMap<>(Kind.class);

  private IdempotencyBenchmark(EmbeddedRedis redis) {
    this.redis = redis;
  }

  /** Arguments: unused; {@code --quick} for fewer and shorter rounds. */
  public static void main(String[] args) throws Exception {
    boolean quick = args.length > 1 && args[1].equals("--quick");
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      IdempotencyBenchmark benchmark = new IdempotencyBenchmark(redis);
      benchmark.measure(quick ? 3 : 9, Duration.ofSeconds(quick ? 2 : 3));
      benchmark.print();
    }
    System.exit(0);
  }

  private void measure(int rounds, Duration duration) throws IOException, InterruptedException {
    try {
      for (Kind kind : Kind.values()) {
        servers.put(
            kind, new MeasuredServer(IdempotencyServer.class, "/orders", kind.name(), redis.uri()));
      }
      for (int i = 0; i < 2; i++) {
        takeTurns(duration.multipliedBy(2));
      }
      first.clear();
      replay.clear();
      for (int i = 0; i < rounds; i++) {
        takeTurns(duration);
      }
      memory();
    } finally {
      servers.values().forEach(MeasuredServer::end);
    }
  }

  private void takeTurns(Duration duration) throws IOException, InterruptedException {
    for (Kind kind : FIRST) {
      String unused = redis.command("FLUSHALL");
      MeasuredServer server = server(kind);
      add(first, kind, round(server, KeyedRequests.fresh(server.uri()), duration));
    }
    store();
    for (Kind kind : REPLAY) {
      MeasuredServer server = server(kind);
      add(replay, kind, round(server, KeyedRequests.repeated(server.uri(), KEYS), duration));
    }
  }

  private MeasuredServer server(Kind kind) {
    MeasuredServer server = servers.get(kind);
    if (server == null) {
      throw new AssertionError(kind);
    }
    return server;
  }

  private static void add(Map<Kind, List<Round>> rounds, Kind kind, Round round) {
    rounds.computeIfAbsent(kind, missing -> new ArrayList<>()).add(round);
  }

  private Round round(MeasuredServer server, Supplier<byte[]> requests, Duration duration)
      throws IOException, InterruptedException {
    return server.round(redis, uri -> HttpLoad.of(uri, CLIENTS, duration, requests));
  }

  /** Executes each of the keys that are repeated once. */
  private void store() throws IOException, InterruptedException {
    String unused = redis.command("FLUSHALL");
    for (Kind kind : List.of(Kind.BUTTRESS, Kind.TWO_JEDIS_CALLS, Kind.SPRING_INTEGRATION)) {
      HttpLoad.send(server(kind).uri(), KeyedRequests.repeated(server(kind).uri(), KEYS), KEYS);
    }
  }

  private void memory() throws IOException, InterruptedException {
    store();
    String record = redis.command("KEYS", "bt:{i:*").lines().findFirst().orElseThrow();
    String plain = redis.command("KEYS", "00000000-*").lines().findFirst().orElseThrow();
    figure("bytes-per-key", Double.parseDouble(redis.command("MEMORY", "USAGE", record)));
    figure("bytes-per-plain-string", Double.parseDouble(redis.command("MEMORY", "USAGE", plain)));
  }

  private void print() {
    print("first", first);
    print("replay", replay);
    figure("first-vs-bare", ratio(first, Kind.BARE));
    figure("first-vs-two-jedis-calls", ratio(first, Kind.TWO_JEDIS_CALLS));
    figure("first-vs-spring-integration", ratio(first, Kind.SPRING_INTEGRATION));
    figure("replay-vs-bare", ratio(replay, Kind.BARE));
    figure("replay-vs-one-jedis-get", ratio(replay, Kind.ONE_JEDIS_GET));
    figure("replay-vs-spring-integration", ratio(replay, Kind.SPRING_INTEGRATION));
  }

  private static void print(String what, Map<Kind, List<Round>> results) {
    System.out.printf("%n%-20s      rps      p50      p99   server+redis CPU us/request%n", what);
    results.forEach(
        (kind, rounds) ->
            System.out.printf(
                Locale.ROOT,
                "%-20s %8.0f %8.0f %8.0f   %6.1f + %.1f%n",
                kind,
                Round.median(rounds, Round::perSecond),
                Round.median(rounds, Round::p50),
                Round.median(rounds, Round::p99),
                Round.median(rounds, Round::server),
                Round.median(rounds, Round::redis)));
  }

  /** Processor time of the filter's request, where that of the other one is 1. */
  private static double ratio(Map<Kind, List<Round>> results, Kind other) {
    return Round.median(results.getOrDefault(Kind.BUTTRESS, List.of()), Round::cpu)
        / Round.median(results.getOrDefault(other, List.of()), Round::cpu);
  }

  private static void figure(String name, double value) {
    System.out.printf(Locale.ROOT, "idempotency.%s %.2f%n", name, value);
  }
}
