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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * How much of Redis's processor one run of a script takes where a million jobs wait: by the time
 * that Redis was running, so whoever else had the processor meanwhile does not count.
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

  private static final String SET_100 =
      """
      for i = 1, 100 do
        redis.call('SET', KEYS[1] .. (ARGV[1] + i), ARGV[2])
      end
      """;

  private final EmbeddedRedis redis = EmbeddedRedis.start();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
  private final RedisConnection connection =
      RedisConnection.open(RedisSettings.of(redis.uri()), threads, RedisListener.NONE);
  private final RedisJobStore store = new RedisJobStore(TimedScripts.runner(connection, "times"));
  private int ids;
  private double most;

  static void measure() {
    try (ScriptTimes times = new ScriptTimes()) {
      times.run();
    }
    try (ScriptTimes times = new ScriptTimes()) {
      times.setPlainKeys();
    }
  }

  /** The same number of keys without jobs: Redis makes its table of keys larger now and then. */
  private void setPlainKeys() {
    RedisScript script = TimedScripts.timed(RedisScript.of(SET_100));
    for (int from = 0; from < ALL; from += 100) {
      var unused =
          connection.run(script, List.of("plain"), List.of(Integer.toString(from), PAYLOAD));
    }
    print("set-100-plain-keys");
    Figures.print("plain-set-cpu-max-us-at-a-million", most);
  }

  private void run() {
    add("q", ALL, 0, id -> PLAIN);
    print("add-100");
    turns("q", 1_000, job -> Settlement.Done.of(job));
    print("turn-60");
    add("q", 20_000, 0, ScriptTimes::withOptions);
    print("add-with-options");
    add("later", 100_000, 1_000_000, id -> PLAIN);
    print("add-delayed");
    turns("q", 100, job -> new Settlement.Retry(job, Duration.ofHours(1), ERROR));
    print("turn-of-failures");
    turns("q", 100, job -> new Settlement.Done(job, Duration.ofMillis(1), ERROR, List.of()));
    print("turn-with-results-trimmed");
    add("options", 4_000, 0, ScriptTimes::withOptions);
    turns("options", 100, job -> Settlement.Done.of(job));
    print("turn-with-options");
    add("long", 200, 0, id -> LONG);
    print("add-64-kib");
    turns("long", 40, job -> Settlement.Done.of(job));
    print("turn-of-64-kib");
    add("chains", 120, 0, id -> CHAIN);
    print("add-chains");
    turns("chains", 100, ScriptTimes::followed);
    print("turn-of-chains");
    add("due", 3_000, 1, ScriptTimes::withOptions);
    turns("due", 100, job -> Settlement.Done.of(job));
    print("turn-of-due");
    Figures.print("script-cpu-max-us-at-a-million", most);
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

  /** The median and the most since the last look. */
  private void print(String what) {
    double[] times =
        redis
            .command("LRANGE", TimedScripts.TIMES, "0", "-1")
            .lines()
            .mapToDouble(Double::parseDouble)
            .sorted()
            .toArray();
    String unused = redis.command("DEL", TimedScripts.TIMES);
    double max = Arrays.stream(times).max().orElseThrow();
    most = Math.max(most, max);
    System.out.printf(
        "# script %s: %d runs, %.0f us of Redis's processor, at most %.0f%n",
        what, times.length, times[times.length / 2], max);
  }

  @Override
  public void close() {
    connection.close();
    threads.shutdownNow();
    redis.close();
  }
}
