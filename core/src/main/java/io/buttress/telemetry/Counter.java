package io.buttress.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Keep the instance: counting costs nanoseconds, looking up does not. */
public final class Counter {
  private final LongAdder count = new LongAdder();

  Counter() {}

  /** Counts one. */
  public void increment() {
    count.increment();
  }

  /**
   * Counts several.
   *
   * @param amount from 0
   */
  public void add(long amount) {
    count.add(amount);
  }

  /** What has been counted so far. */
  public long value() {
    return count.sum();
  }
}
