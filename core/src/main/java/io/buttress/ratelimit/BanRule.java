package io.buttress.ratelimit;

import java.time.Duration;

/**
 * Shuts out a client that goes on hammering.
 *
 * @param rejections how many rejections, from 1 to 1,000,000
 * @param within in which time, from 1 ms to 1 day
 * @param duration how long a ban lasts, from 1 ms to 366 days
 */
public record BanRule(int rejections, Duration within, Duration duration) {
  /**
   * @throws IllegalArgumentException if a number is out of range; says what is allowed
   */
  public BanRule {
    Ranges.require("rejections before a ban", rejections, 1, 1_000_000);
    Ranges.require("the time in which rejections lead to a ban", within, Ranges.DAY);
    Ranges.require("the duration of a ban", duration, Limit.MAX_WINDOW);
  }
}
