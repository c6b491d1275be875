package io.buttress.telemetry;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How long something took: sum, maximum, and how often it took at most so long. */
public final class Timing {
  /** The upper bounds of all buckets but the last, which has none; in microseconds. */
  private static final long[] BOUNDS_MICROS = {
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000
  };

  private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];
  private final LongAdder sumNanos = new LongAdder();
  private final LongAccumulator maxNanos = new LongAccumulator(Math::max, 0);

  Timing() {
    Arrays.setAll(buckets, i -> new LongAdder());
  }

  /**
   * Notes one duration.
   *
   * @param nanos in nanoseconds; below 0 counts as 0
   */
  public void record(long nanos) {
    long duration = Math.max(0, nanos);
    buckets[bucket(duration)].increment();
    sumNanos.add(duration);
    maxNanos.accumulate(duration);
  }

  private static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && nanos > BOUNDS_MICROS[bucket] * 1_000) {
      bucket++;
    }
    return bucket;
  }

  /** How many durations were noted. */
  public long count() {
    long count = 0;
    for (LongAdder bucket : buckets) {
      count += bucket.sum();
    }
    return count;
  }

  /** The sum of all durations in microseconds. */
  public long sumMicros() {
    return TimeUnit.NANOSECONDS.toMicros(sumNanos.sum());
  }

  /** The longest duration in microseconds, rounded up; 0 if there was none. */
  public long maxMicros() {
    return (maxNanos.get() + 999) / 1_000;
  }

  /** How many durations were at most as long as each of {@link #boundsMicros}. */
  public long[] cumulative() {
    long[] counts = new long[BOUNDS_MICROS.length];
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += buckets[i].sum();
      counts[i] = below;
    }
    return counts;
  }

  /** The bounds of the buckets in microseconds. */
  public static long[] boundsMicros() {
    return BOUNDS_MICROS.clone();
  }
}
