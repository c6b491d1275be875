package io.buttress.benchmarks.jobs;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the jobs that run in this process, and how long they took to start. */
public final class Tally {
  private static final long PATIENCE_SECONDS = 120;

  private static volatile Tally current = new Tally(1);

  private final AtomicInteger left;
  private final CountDownLatch done = new CountDownLatch(1);
  private final long[] delays;

  private Tally(int jobs) {
    this.left = new AtomicInteger(jobs);
    this.delays = new long[jobs];
  }

  /** From now on so many jobs are expected. */
  static Tally expect(int jobs) {
    Tally tally = new Tally(jobs);
    current = tally;
    return tally;
  }

  /**
   * A job runs.
   *
   * @param at when it was added
   */
  public static void ran(long at) {
    long now = System.nanoTime();
    Tally tally = current;
    int index = tally.left.decrementAndGet();
    if (index >= 0) {
      tally.delays[index] = now - at;
    }
    if (index == 0) {
      tally.done.countDown();
    }
  }

  void await() throws InterruptedException {
    if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(left + " jobs have not run");
    }
  }

  /** In µs: the median and the 99th percentile. */
  String delays() {
    long[] sorted = delays.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1_000 + " " + sorted[sorted.length * 99 / 100] / 1_000;
  }
}
