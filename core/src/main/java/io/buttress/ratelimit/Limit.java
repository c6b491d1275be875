package io.buttress.ratelimit;

import java.time.Duration;

/**
 * One limit of a policy.
 *
 * @param name what the RateLimit fields call it: unique in the application, 1 to 200 characters of
 *     printable ASCII
 * @param algorithm how it counts
 * @param quota how much cost is admitted a window, or with {@code CONCURRENCY} how many requests
 *     may be in flight, whatever they cost; from 1 to 10<sup>12</sup>; with {@code SLIDING_WINDOW}
 *     to 10<sup>11</sup>, with {@code SLIDING_LOG} and {@code CONCURRENCY}, which keep a record of
 *     each request, to 100,000
 * @param window the window, whole milliseconds from 1 ms to 366 days; with {@code CONCURRENCY} the
 *     lease of a request in flight
 * @param burst {@code TOKEN_BUCKET}: the bucket's capacity, from 1 to 10<sup>12</sup>; an empty
 *     bucket has to be full again within 3,660 days. Elsewhere equal to the quota
 * @param maxWait {@code LEAKY_BUCKET}: the longest wait, from 0 to 1 h; elsewhere zero
 */
public record Limit(
    String name, Algorithm algorithm, long quota, Duration window, long burst, Duration maxWait) {
  /** The largest quota, burst and cost: all sums of them are exact in Lua's numbers, too. */
  public static final long MAX_QUOTA = 1_000_000_000_000L;

  /** The longest window. */
  public static final Duration MAX_WINDOW = Duration.ofDays(366);

  /** The longest time in which an empty bucket has to be full again. */
  public static final Duration MAX_FILLING = MAX_WINDOW.multipliedBy(10);

  private static final Duration MAX_WAIT = Duration.ofHours(1);
  private static final int MAX_NAME = 200;
  private static final long MAX_RECORDS = 100_000;

  /**
   * @throws IllegalArgumentException if a value is out of range; says what is allowed
   */
  public Limit {
    requireName(name);
    Ranges.require("the quota of limit " + name, quota, 1, maxQuota(algorithm));
    Ranges.require("the window of limit " + name, window, MAX_WINDOW);
    if (algorithm == Algorithm.TOKEN_BUCKET) {
      Ranges.require("the burst of limit " + name, burst, 1, MAX_QUOTA);
      requireFilling(name, quota, window, burst);
    } else if (burst != quota) {
      throw new IllegalArgumentException(
          "the burst of limit " + name + ": only token-bucket has one, but it is " + burst);
    }
    Duration longest = algorithm == Algorithm.LEAKY_BUCKET ? MAX_WAIT : Duration.ZERO;
    Ranges.require("the longest wait of limit " + name, maxWait, Duration.ZERO, longest);
  }

  private static long maxQuota(Algorithm algorithm) {
    return switch (algorithm) {
      case TOKEN_BUCKET, FIXED_WINDOW, LEAKY_BUCKET -> MAX_QUOTA;
      case SLIDING_WINDOW -> MAX_QUOTA / 10;
      case SLIDING_LOG, CONCURRENCY -> MAX_RECORDS;
    };
  }

  private static void requireName(String name) {
    Ranges.requireSize("characters of the name of a limit", name.length(), 1, MAX_NAME);
    if (!name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "the name of a limit: '" + name + "' is not allowed, but printable ASCII");
    }
  }

  private static void requireFilling(String name, long quota, Duration window, long burst) {
    double filling = (double) burst / quota * window.toMillis();
    if (filling > MAX_FILLING.toMillis()) {
      throw new IllegalArgumentException(
          "the burst of limit "
              + name
              + ": at "
              + quota
              + " a window it would take longer than "
              + MAX_FILLING.toDays()
              + " days to have "
              + burst
              + " again");
    }
  }
}
