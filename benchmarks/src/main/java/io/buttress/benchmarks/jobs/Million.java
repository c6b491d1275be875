package io.buttress.benchmarks.jobs;

import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** What a job takes in memory, and how long a script takes where a million of them wait. */
final class Million {
  private static final int SOME = 100_000;
  private static final int ALL = 1_000_000;

  private Million() {}

  static void measure(Contestant buttress) throws IOException, InterruptedException {
    EmbeddedRedis redis = buttress.redis;
    String unused = redis.command("FLUSHALL");
    long before = used(redis);
    Contestant.Took some = buttress.ask("bulk 10 " + SOME);
    Figures.print("bytes-per-job", (used(redis) - before) / (double) SOME);
    unused = redis.command("CONFIG", "RESETSTAT");
    Contestant.Took rest = buttress.ask("bulk 10 " + (ALL - SOME));
    Figures.print("bulk-script-us-of-100-jobs", microsOfScripts(redis));
    unused = redis.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
    unused = redis.command("CONFIG", "SET", "slowlog-max-len", "100000");
    unused = redis.command("SLOWLOG", "RESET");
    Contestant.Took done = buttress.ask("work 10 " + SOME);
    Figures.print("redis-cpu-us-per-job-at-a-million", done.redis() / SOME);
    long[] scripts = scripts(redis);
    Figures.print("script-p99-us-at-a-million", scripts[scripts.length * 99 / 100]);
    Figures.print("script-max-us-at-a-million", scripts[scripts.length - 1]);
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

  /** What the log of slow commands has of scripts, in order. */
  private static long[] scripts(EmbeddedRedis redis) {
    List<String> log = redis.command("SLOWLOG", "GET", "100000").lines().toList();
    return IntStream.range(1, log.size())
        .filter(i -> log.get(i).equalsIgnoreCase("evalsha"))
        .mapToLong(i -> Long.parseLong(log.get(i - 1)))
        .sorted()
        .toArray();
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
