package io.buttress;

import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimiter;
import io.buttress.telemetry.Telemetry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

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

  /**
   * The same, with a source for messages about mistakes.
   *
   * @param source where the overrides stand, such as {@code init-param of filter X}
   */
  public RateLimitEngine rateLimits(Map<String, String> overrides, String source) {
    throw new UnsupportedOperationException();
  }

  /**
   * The policy that an annotation asks for, as it is now: properties under its name win over what
   * the annotation says. Keep the supplier, and ask it for each request: that is a volatile read,
   * and follows limits that change while the application runs.
   *
   * @param name the policy's name, for example the resource method's {@code BookResource.find}
   * @param settings what the annotation says, keys as in the properties after the policy's name;
   *     empty if it only names a policy
   * @param source where the annotation stands, for messages
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}
   */
  public Supplier<RateLimitPolicy> rateLimitPolicy(
      String name, Map<String, String> settings, String source) {
    throw new UnsupportedOperationException();
  }

  /** The policy that an annotation asks for, as it is now and not as it will be. */
  public RateLimitPolicy rateLimitPolicy(String name, Map<String, String> settings) {
    return rateLimitPolicy(name, settings, "annotation").get();
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
