package io.buttress.benchmarks;

import io.buttress.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one contender did in one round: a closed loop of so many threads.
 *
 * @param perSecond calls a second
 * @param p50 microseconds
 * @param p99 microseconds
 * @param clientCpu microseconds of this process a call
 * @param redisCpu microseconds of Redis a call
 */
record Round(double perSecond, double p50, double p99, double clientCpu, double redisCpu) {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final double NANOS_A_MICRO = 1_000;
  // Of calls shorter than that a look at the clock would be a large part.
  private static final long SHORT_NANOS = 150;
  private static final int SHORT_AT_ONCE = 64;

  /**
   * After a run of half that length, which does not count: while the others had their turns keys
   * have expired, and all of them would be made anew.
   */
  static Round of(Contender contender, int threads, Duration duration, EmbeddedRedis redis)
      throws InterruptedException {
    Round unused = once(contender, threads, duration.dividedBy(2), redis);
    return once(contender, threads, duration, redis);
  }

  private static Round once(
      Contender contender, int threads, Duration duration, EmbeddedRedis redis)
      throws InterruptedException {
    List<Worker> workers = new ArrayList<>();
    double clientBefore = Cpu.ofThisProcess();
    double redisBefore = Cpu.of(redis);
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      Worker worker = new Worker(contender, start + duration.toNanos(), i);
      workers.add(worker);
      worker.start();
    }
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    long calls = 0;
    for (Worker worker : workers) {
      worker.join();
      worker.rethrow();
      all.add(worker.latencies);
      calls += worker.calls;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Round(
        calls / seconds,
        all.getValueAtPercentile(50) / NANOS_A_MICRO,
        all.getValueAtPercentile(99) / NANOS_A_MICRO,
        (Cpu.ofThisProcess() - clientBefore) / calls,
        (Cpu.of(redis) - redisBefore) / calls);
  }

  /** One thread that asks again as soon as it is answered. */
  private static final class Worker extends Thread {
    private final Contender contender;
    private final long end;
    private final SplittableRandom random;
    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private long calls;
    private @Nullable Throwable failure;

    Worker(Contender contender, long end, int seed) {
      this.contender = contender;
      this.end = end;
      this.random = new SplittableRandom(seed);
      // A thread that died would make a figure of the calls of the others.
      setUncaughtExceptionHandler((thread, e) -> failure = e);
    }

    void rethrow() {
      if (failure != null) {
        throw new IllegalStateException(contender.name() + " failed", failure);
      }
    }

    @Override
    public void run() {
      int keys = contender.scenario().keys;
      int atOnce = 1;
      long now = System.nanoTime();
      while (now < end) {
        int key = keys == 1 ? 0 : random.nextInt(keys);
        for (int i = 0; i < atOnce; i++) {
          contender.call().accept(key);
        }
        long then = System.nanoTime();
        long mean = (then - now) / atOnce;
        latencies.recordValueWithCount(Math.min(mean, LONGEST_NANOS), atOnce);
        now = then;
        calls += atOnce;
        atOnce = mean < SHORT_NANOS ? SHORT_AT_ONCE : 1;
      }
    }
  }
}
