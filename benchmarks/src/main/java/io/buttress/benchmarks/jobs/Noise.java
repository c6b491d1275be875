package io.buttress.benchmarks.jobs;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import io.buttress.redis.RedisScript;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs a script again and again that only counts, for about as long as a full trip of jobs takes:
 * what it takes at most by the clock is the machine's doing.
 */
final class Noise implements AutoCloseable {
  /** Counts. */
  static final RedisScript LOOP =
      RedisScript.of("local n = 0 for i = 1, 50000 do n = n + i end return n");

  private static final long PAUSE_MICROS = 500;

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final RedisConnection connection;

  Noise(EmbeddedRedis redis) {
    connection = RedisConnection.open(RedisSettings.of(redis.uri()), threads, RedisListener.NONE);
    var unused =
        threads.scheduleWithFixedDelay(
            () -> connection.run(LOOP, List.of("noise"), List.of()),
            0,
            PAUSE_MICROS,
            TimeUnit.MICROSECONDS);
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      boolean unused = threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
