package io.buttress.jobs;

import java.time.Duration;

/**
 * When and how often a job that has failed is tried again: after a random time between zero and
 * {@code base * 2^failures}, at most {@code cap} (full jitter).
 *
 * @param attempts how often it is tried in all, from 1
 * @param base the longest first delay, from 1 ms
 * @param cap the longest delay at all, from {@code base}
 */
public record RetryPolicy(int attempts, Duration base, Duration cap) {
  /** 10 attempts, the delays up to 2 s, 4 s, 8 s, ..., 10 minutes. */
  public static final RetryPolicy STANDARD =
      new RetryPolicy(10, Duration.ofSeconds(2), Duration.ofMinutes(10));

  /** One attempt. */
  public static final RetryPolicy NEVER =
      new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofMinutes(10));

  /** Checks everything. */
  public RetryPolicy {
    Names.check(attempts >= 1 && attempts <= 1_000, "attempts must be 1 to 1000");
    Names.between("base", base, Duration.ofMillis(1));
    Names.check(cap.compareTo(base) >= 0, "cap must be from base, but is " + cap);
    Names.check(cap.compareTo(Duration.ofDays(365)) <= 0, "cap must be at most a year");
  }
}
