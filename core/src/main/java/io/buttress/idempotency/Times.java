package io.buttress.idempotency;

import java.time.Duration;

/**
 * How long things last. All are rounded down to milliseconds.
 *
 * @param ttl how long an answer is replayed; from 1 s to 366 d
 * @param lease how long a claim outlives its owner's last sign of life; from 1 s to 1 h
 * @param maxExecution how long a claim is renewed at most; from 1 s to 1 d
 * @param maxWait with {@link InFlight#WAIT}: how long a retry waits; from 0 to 5 min
 */
public record Times(Duration ttl, Duration lease, Duration maxExecution, Duration maxWait) {
  /** A day; half a minute; ten minutes; five seconds. */
  public static final Times STANDARD =
      new Times(
          Duration.ofDays(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));

  /**
   * @throws IllegalArgumentException if one is out of range
   */
  public Times {
    require("ttl", ttl, Duration.ofSeconds(1), Duration.ofDays(366));
    require("lease", lease, Duration.ofSeconds(1), Duration.ofHours(1));
    require("max execution", maxExecution, Duration.ofSeconds(1), Duration.ofDays(1));
    require("max wait", maxWait, Duration.ZERO, Duration.ofMinutes(5));
  }

  private static void require(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " " + value + " is out of range: from " + least + " to " + most);
    }
  }

  /** How long a claim is kept: until it can't be renewed any more, and as long as an answer. */
  public Duration claimTtl() {
    return maxExecution.plus(lease).plus(ttl);
  }
}
