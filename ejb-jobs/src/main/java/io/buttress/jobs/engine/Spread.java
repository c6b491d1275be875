package io.buttress.jobs.engine;

import io.buttress.jobs.QueueActivity.Latency;
import java.time.Duration;

/** How often something took how long: by powers of two in ms, from 1 ms to four days. */
public final class Spread {
  static final int SIZE = 30;

  private final long[] counts = new long[SIZE];

  /** Something took so long. */
  void add(long millis) {
    int power = Long.SIZE - Long.numberOfLeadingZeros(Math.max(millis, 0));
    counts[Math.min(power, SIZE - 1)]++;
  }

  /** The same of another one. */
  public void add(int power, long count) {
    counts[Math.min(power, SIZE - 1)] += count;
  }

  long count(int power) {
    return counts[power];
  }

  /** How much there is. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** What that comes to. */
  public Latency latency() {
    return new Latency(atMost(0.5), atMost(0.99), atMost(1));
  }

  /** Within which time that share of it was done. */
  private Duration atMost(double share) {
    long wanted = (long) Math.ceil(total() * share);
    long seen = 0;
    for (int power = 0; power < SIZE; power++) {
      seen += counts[power];
      if (seen >= wanted && seen > 0) {
        return Duration.ofMillis(1L << power);
      }
    }
    return Duration.ZERO;
  }
}
