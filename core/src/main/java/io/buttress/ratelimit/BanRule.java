package io.buttress.ratelimit;

import java.time.Duration;

/**
 * Shuts out a client that goes on hammering.
 *
 * @param rejections how many rejections, from 1
 * @param within in which time
 * @param duration how long a ban lasts
 */
public record BanRule(int rejections, Duration within, Duration duration) {}
