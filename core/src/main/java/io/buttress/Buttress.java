package io.buttress;

import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimiter;
import io.buttress.telemetry.Telemetry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The runtime of one application: client, breaker, telemetry and settings. Acquired by whoever
 * needs it first, and counted; the last release closes it.
 */
public final class Buttress {
  /**
   * Starts the runtime, or joins the one that runs. Each call needs one {@link #release}.
   *
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes, all of them
   *     listed
   */
  public static Buttress acquire(Environment environment) {
    throw new UnsupportedOperationException();
  }

  /** The runtime that runs, for code of the application; empty if nothing has started it. */
  public static Optional<Buttress> current() {
    throw new UnsupportedOperationException();
  }

  /** Gives the runtime back. */
  public void release() {
    throw new UnsupportedOperationException();
  }

  /** The rate limiter as the properties have it. */
  public RateLimitEngine rateLimits() {
    throw new UnsupportedOperationException();
  }

  /**
   * The rate limiter as the properties have it, with settings on top that win.
   *
   * @param overrides keys without {@code buttress.rate-limit.}; if empty, the same as without
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}
   */
  public RateLimitEngine rateLimits(Map<String, String> overrides) {
    throw new UnsupportedOperationException();
  }

  /** The policy of that name, or one made of the overrides on top of it; for annotations. */
  public RateLimitPolicy rateLimitPolicy(String name, Map<String, String> settings) {
    throw new UnsupportedOperationException();
  }

  /**
   * Limits by code.
   *
   * @throws IllegalArgumentException if there is no policy of that name; names the nearest one
   */
  public RateLimiter rateLimiter(String policy) {
    throw new UnsupportedOperationException();
  }

  /** Runs delayed and periodic work: the container's where it has one. */
  public ScheduledExecutorService scheduler() {
    throw new UnsupportedOperationException();
  }

  /** What happened: counters and gauges. */
  public Telemetry telemetry() {
    throw new UnsupportedOperationException();
  }
}
