package io.buttress.jobs.redis;

import java.time.Duration;
import java.util.Locale;

/** How long tests of faults go on, and what they tell at their end. */
final class FaultReport {
  private static final boolean LONG = Boolean.getBoolean("test.faults");

  private FaultReport() {}

  /** So many; with {@code mvn -Pfaults} more. */
  static int pick(int usually, int atLength) {
    return LONG ? atLength : usually;
  }

  static boolean isLong() {
    return LONG;
  }

  /**
   * Prints a line.
   *
   * @param recovery from the fault, or its end, to work being done again
   */
  static void print(String fault, long jobs, long lost, long repeated, Duration recovery) {
    System.out.printf(
        Locale.ROOT,
        "fault: %s: %,d jobs, %,d lost, %,d repeated, recovered in %.1f s%n",
        fault,
        jobs,
        lost,
        repeated,
        recovery.toMillis() / 1e3);
  }

  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
