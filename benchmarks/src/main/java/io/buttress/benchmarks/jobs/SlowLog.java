package io.buttress.benchmarks.jobs;

import io.buttress.embedded.EmbeddedRedis;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** How long scripts took by the clock, as Redis's log of slow commands has it. */
final class SlowLog {
  private static final String MOST = "200000";

  private final EmbeddedRedis redis;

  private SlowLog(EmbeddedRedis redis) {
    this.redis = redis;
  }

  /** From now on all of them are noted. */
  static SlowLog begin(EmbeddedRedis redis) {
    String unused = redis.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
    unused = redis.command("CONFIG", "SET", "slowlog-max-len", MOST);
    unused = redis.command("SLOWLOG", "RESET");
    return new SlowLog(redis);
  }

  /** In µs, of the scripts whose hash is like that, the shortest first. */
  long[] micros(Predicate<String> sha) {
    List<String> log = redis.command("SLOWLOG", "GET", MOST).lines().toList();
    return IntStream.range(1, log.size() - 1)
        .filter(i -> log.get(i).equalsIgnoreCase("evalsha") && sha.test(log.get(i + 1)))
        .mapToLong(i -> Long.parseLong(log.get(i - 1)))
        .sorted()
        .toArray();
  }
}
