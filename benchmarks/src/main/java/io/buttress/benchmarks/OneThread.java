package io.buttress.benchmarks;

import java.time.Duration;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * What one contender takes longer than another when nobody else asks. A lone thread's call is
 * mostly two wake-ups, whose cost on a virtual machine changes several times within seconds and by
 * more than the difference asked for: so the two take turns call by call, and see the same machine.
 */
final class OneThread {
  private static final long LONGEST_NANOS = 1_000_000_000;

  private OneThread() {}

  /** The difference of the medians, in microseconds. */
  static double over(Contender one, Contender other, Duration duration) {
    Histogram[] latencies = {new Histogram(LONGEST_NANOS, 3), new Histogram(LONGEST_NANOS, 3)};
    Contender[] both = {one, other};
    SplittableRandom random = new SplittableRandom(1);
    long start = System.nanoTime();
    // Who begins finds caches that are colder: each does as often.
    for (int turn = 0; System.nanoTime() - start < duration.toNanos(); turn ^= 1) {
      int key = random.nextInt(one.scenario().keys);
      for (int i = 0; i < both.length; i++) {
        int whose = i ^ turn;
        long before = System.nanoTime();
        both[whose].call().accept(key);
        latencies[whose].recordValue(Math.min(System.nanoTime() - before, LONGEST_NANOS));
      }
    }
    double difference =
        latencies[0].getValueAtPercentile(50) - latencies[1].getValueAtPercentile(50);
    return difference / 1e3;
  }
}
