package io.buttress.benchmarks.jobs;

import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;

/** What a job takes in memory, and how long a script takes where a million of them wait. */
final class Million {
  private static final int SOME = 100_000;
  private static final int ALL = 1_000_000;

  private Million() {}

  static void measure(Contestant buttress) throws IOException, InterruptedException {
    EmbeddedRedis redis = buttress.redis;
    String unused = redis.command("FLUSHALL");
    long before = used(redis);
    var unusedSome = buttress.ask("bulk 10 " + SOME);
    Figures.print("bytes-per-job", (used(redis) - before) / (double) SOME);
    unused = redis.command("CONFIG", "RESETSTAT");
    var unusedRest = buttress.ask("bulk 10 " + (ALL - SOME));
    Figures.print("bulk-script-us-of-50-jobs", microsOfScripts(redis));
    Contestant.Took done = buttress.ask("work 10 " + SOME);
    Figures.print("redis-cpu-us-per-job-at-a-million", done.redis() / SOME);
    SlowLog log = SlowLog.begin(redis);
    try (Noise noise = new Noise(redis)) {
      var unusedWork = buttress.ask("work 10 " + SOME);
    }
    print("script", log.micros(sha -> !sha.equals(Noise.LOOP.sha())));
    print("loop", log.micros(Noise.LOOP.sha()::equals));
  }

  /** By the clock: whoever has the processor meanwhile counts, too. */
  private static void print(String what, long[] micros) {
    Figures.print(what + "-p50-us-at-a-million", micros[micros.length / 2]);
    Figures.print(what + "-p99-us-at-a-million", micros[micros.length * 99 / 100]);
    Figures.print(what + "-max-us-at-a-million", micros[micros.length - 1]);
  }

  private static double microsOfScripts(EmbeddedRedis redis) {
    return redis
        .command("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_evalsha:"))
        .mapToDouble(
            line -> Double.parseDouble(line.replaceAll(".*usec_per_call=([0-9.]+).*", "$1")))
        .sum();
  }

  private static long used(EmbeddedRedis redis) {
    return redis
        .command("INFO", "memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .sum();
  }
}
