package io.buttress.benchmarks.jobs;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Settlement;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.jobs.redis.RedisJobStore;
import io.buttress.jobs.redis.TimedScripts;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import io.buttress.redis.RedisScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How much of Redis's processor one run of a script takes where a million jobs wait: by the time
 * that Redis was running, so whoever else had the processor meanwhile does not count, as far as the
 * machine knows: a virtual one may count what its host does, and then a loop takes milliseconds,
 * too, now and then. So everything is done several times: the n-th run of a script does the same
 * each time, Redis's own doings like larger tables included, and what it takes is their median.
 */
final class ScriptTimes implements AutoCloseable {
  private static final int ALL = 1_000_000;
  private static final int AT_ONCE = 1_000;
  private static final String PAYLOAD = "{\"a\":\"" + "x".repeat(178) + "\"}";
  private static final Envelope PLAIN = Envelope.of(Requests.TYPE, PAYLOAD);
  private static final Envelope LONG = Envelope.of(Requests.TYPE, "x".repeat(65_000));
  // As long as one may be whose payloads are.
  private static final Envelope CHAIN = LONG.with(Envelope.CHAIN, "x".repeat(256 * 1024));
  private static final String ERROR = "E".repeat(2_000);

  private static final int ROUNDS = 5;
  private static final double WANTED = 2_000;
  // About as long as most of the others.
  private static final RedisScript LOOP =
      RedisScript.of("local n = 0 for i = 1, 20000 do n = n + i end");

  private final EmbeddedRedis redis = EmbeddedRedis.start();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
  private final RedisConnection connection =
      RedisConnection.open(RedisSettings.of(redis.uri()), threads, RedisListener.NONE);
  private final RedisJobStore store = new RedisJobStore(TimedScripts.runner(connection, "times"));
  // By what was done: the times of each round.
  private final Map<String, List<double[]>> times;
  private int ids;

  private ScriptTimes(Map<String, List<double[]>> times) {
    this.times = times;
  }

  static void measure() {
    Map<String, List<double[]>> times = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (ScriptTimes each = new ScriptTimes(times)) {
        each.run();
        each.loop();
      }
    }
    print(times.remove("loop"), "loop");
    double most = 0;
    for (Map.Entry<String, List<double[]>> each : times.entrySet()) {
      most = Math.max(most, print(each.getValue(), each.getKey()));
    }
    Figures.print("script-cpu-max-us-at-a-million", most);
  }

  private void loop() {
    RedisScript script = TimedScripts.timed(LOOP);
    for (int i = 0; i < ALL / 50; i++) {
      var unused = connection.run(script, List.of("loop"), List.of());
    }
    note("loop");
  }

  private void run() {
    add("q", ALL, 0, id -> PLAIN);
    note("add-50");
    turns("q", 1_000, job -> Settlement.Done.of(job));
    note("turn-60");
    add("q", 20_000, 0, ScriptTimes::withOptions);
    note("add-with-options");
    add("later", 100_000, 1_000_000, id -> PLAIN);
    note("add-delayed");
    turns("q", 100, job -> new Settlement.Retry(job, Duration.ofHours(1), ERROR));
    note("turn-of-failures");
    turns("q", 100, job -> new Settlement.Done(job, Duration.ofMillis(1), ERROR, List.of()));
    note("turn-with-results-trimmed");
    add("options", 4_000, 0, ScriptTimes::withOptions);
    turns("options", 100, job -> Settlement.Done.of(job));
    note("turn-with-options");
    add("long", 200, 0, id -> LONG);
    note("add-64-kib");
    turns("long", 40, job -> Settlement.Done.of(job));
    note("turn-of-64-kib");
    add("chains", 120, 0, id -> CHAIN);
    note("add-chains");
    turns("chains", 100, ScriptTimes::followed);
    note("turn-of-chains");
    add("due", 3_000, 1, ScriptTimes::withOptions);
    turns("due", 100, job -> Settlement.Done.of(job));
    note("turn-of-due");
  }

  private static Envelope withOptions(String id) {
    return PLAIN
        .with(Envelope.UNIQUE_KEY, "u" + id)
        .with(Envelope.IF_TAKEN, "r")
        .with(Envelope.CONCURRENCY_KEY, "c" + id.hashCode() % 1_000)
        .with(Envelope.REMEMBERED_MILLIS, "3600000")
        .with(Envelope.LIFE_MILLIS, "9000000");
  }

  private static Settlement followed(ClaimedJob job) {
    NewJob next = new NewJob("next-" + job.id(), Duration.ZERO, CHAIN);
    return new Settlement.Done(job, Duration.ZERO, "", List.of(next));
  }

  private void add(String queue, int jobs, int delay, Function<String, Envelope> envelope) {
    for (int from = 0; from < jobs; from += AT_ONCE) {
      List<NewJob> some = new ArrayList<>();
      for (int i = from; i < Math.min(jobs, from + AT_ONCE); i++) {
        String id = "job" + ids++;
        some.add(new NewJob(id, Duration.ofMillis(delay), envelope.apply(id)));
      }
      var unused = store.add(queue, Optional.empty(), some, Optional.empty());
    }
  }

  /** As a node does, whose settlements weigh no more than a trip may carry. */
  private void turns(String queue, int count, Function<ClaimedJob, Settlement> end) {
    List<Settlement> settlements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Settlement> now = first(settlements);
      Turn turn =
          new Turn("node", TurnLimits.STANDARD, Turn.MOST, "9876543210", true, now, List.of());
      List<ClaimedJob> claimed = store.turn(queue, turn).claimed();
      now.clear();
      claimed.stream().map(end).forEach(settlements::add);
    }
  }

  private static List<Settlement> first(List<Settlement> all) {
    int weight = 0;
    int count = 0;
    while (count < Math.min(all.size(), Turn.MOST) && weight < Turn.FULL_WEIGHT) {
      weight += all.get(count++).weight();
    }
    return all.subList(0, count);
  }

  /** What has been timed since the last look. */
  private void note(String what) {
    double[] taken =
        redis
            .command("LRANGE", TimedScripts.TIMES, "0", "-1")
            .lines()
            .mapToDouble(Double::parseDouble)
            .toArray();
    String unused = redis.command("DEL", TimedScripts.TIMES);
    times.computeIfAbsent(what, name -> new ArrayList<>()).add(taken);
  }

  /** Returns the most that a run takes, of medians of all rounds. */
  private static double print(List<double[]> rounds, String what) {
    int runs = rounds.stream().mapToInt(round -> round.length).min().orElseThrow();
    double[] medians =
        IntStream.range(0, runs)
            .mapToDouble(i -> median(rounds.stream().mapToDouble(round -> round[i])))
            .toArray();
    double most = Arrays.stream(medians).max().orElseThrow();
    long over =
        rounds.stream().flatMapToDouble(Arrays::stream).filter(time -> time > WANTED).count();
    System.out.printf(
        "# script %s: %d runs, %.0f us of Redis's processor, at most %.0f; above %.0f %d times in %d"
            + " rounds%n",
        what, runs, median(Arrays.stream(medians)), most, WANTED, over, rounds.size());
    return most;
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  @Override
  public void close() {
    connection.close();
    threads.shutdownNow();
    redis.close();
  }
}
