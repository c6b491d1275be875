package io.buttress;

import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.ResponseCache;
import io.buttress.config.Feature;
import io.buttress.config.FeatureSettings;
import io.buttress.idempotency.Idempotency;
import io.buttress.idempotency.IdempotencyEngine;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.internal.ApplicationRuntime;
import io.buttress.internal.RuntimeHolder;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimiter;
import io.buttress.redis.RedisConnection;
import io.buttress.telemetry.Telemetry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The runtime of one application: client, breaker, telemetry and settings. Acquired by whoever
 * needs it first, and counted; the last release closes it. Each instance is one user's hold of it.
 */
public final class Buttress {
  private static final RuntimeHolder<ApplicationRuntime> HOLDER = new RuntimeHolder<>();

  private final ApplicationRuntime runtime;
  private final Optional<ClassLoader> held;
  private final AtomicBoolean released = new AtomicBoolean();

  private Buttress(ApplicationRuntime runtime, Optional<ClassLoader> held) {
    this.runtime = runtime;
    this.held = held;
  }

  /**
   * Starts the runtime, or joins the one that runs: there is one for each {@link
   * Environment#classLoader}. Each call needs one {@link #release}.
   *
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes, all of them
   *     listed
   */
  public static Buttress acquire(Environment environment) {
    ClassLoader loader = environment.classLoader();
    ApplicationRuntime runtime =
        HOLDER.acquire(loader, () -> ApplicationRuntime.start(environment));
    return new Buttress(runtime, Optional.of(loader));
  }

  /**
   * The runtime that runs, for code of the application; empty if nothing has started it. It is not
   * held by this, and must not be released.
   */
  public static Optional<Buttress> current() {
    return HOLDER
        .find(Thread.currentThread().getContextClassLoader())
        .map(runtime -> new Buttress(runtime, Optional.empty()));
  }

  /**
   * Gives the runtime back. A second call does nothing.
   *
   * @throws IllegalStateException if it was not acquired, but found by {@link #current}
   */
  public void release() {
    ClassLoader loader =
        held.orElseThrow(
            () -> new IllegalStateException("only who has acquired Buttress can release it"));
    if (released.compareAndSet(false, true)) {
      HOLDER.release(loader);
    }
  }

  /** The rate limiter as the properties have it; follows them while the application runs. */
  public RateLimitEngine rateLimits() {
    return runtime.rateLimits();
  }

  /**
   * The rate limiter as the properties have it, with settings on top that win.
   *
   * @param overrides keys without {@code buttress.rate-limit.}; if empty, the same as without
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}
   */
  public RateLimitEngine rateLimits(Map<String, String> overrides) {
    return rateLimits(overrides, "init-param");
  }

  /**
   * The same, with a source for messages about mistakes.
   *
   * @param source where the overrides stand, such as {@code init-param of filter X}
   */
  public RateLimitEngine rateLimits(Map<String, String> overrides, String source) {
    return runtime.rateLimits(overrides, source);
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
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}; also if the policy
   *     has no limits
   */
  public Supplier<RateLimitPolicy> rateLimitPolicy(
      String name, Map<String, String> settings, String source) {
    return runtime.rateLimitPolicy(name, settings, source);
  }

  /** The policy that an annotation asks for, as it is now and not as it will be. */
  public RateLimitPolicy rateLimitPolicy(String name, Map<String, String> settings) {
    return rateLimitPolicy(name, settings, "annotation").get();
  }

  /**
   * A policy of the properties, as it is now; empty if they make none of that name. Cheap enough to
   * be asked for each request.
   */
  public Optional<RateLimitPolicy> configuredRateLimitPolicy(String name) {
    return runtime.configuredPolicy(name);
  }

  /**
   * Limits by code.
   *
   * @throws IllegalArgumentException if there is no policy of that name; names the nearest one
   */
  public RateLimiter rateLimiter(String policy) {
    return runtime.rateLimiter(policy);
  }

  /**
   * Decides about requests with a key, as the properties have it, with settings on top that win.
   * Follows the properties while the application runs.
   *
   * @param overrides keys without {@code buttress.idempotency.}; may be empty
   * @param source where they stand, for messages about mistakes
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}; also if no property
   *     says where Redis is
   */
  public IdempotencyEngine idempotency(Map<String, String> overrides, String source) {
    return runtime.idempotency(overrides, source);
  }

  /**
   * The policy of idempotency that an annotation asks for, as it is now: properties under its name
   * win over what the annotation says. Empty while idempotency is switched off.
   *
   * @param name the policy's name, for example the resource method's {@code OrderResource.place}
   * @param settings what the annotation says, keys as in the properties after the policy's name
   * @param source where the annotation stands, for messages
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}
   */
  public Supplier<Optional<IdempotencyPolicy>> idempotencyPolicy(
      String name, Map<String, String> settings, String source) {
    return runtime.idempotencyPolicy(name, settings, source);
  }

  /** A policy of idempotency of the properties, as it is now; empty if they make none so called. */
  public Optional<IdempotencyPolicy> configuredIdempotencyPolicy(String name) {
    return runtime.configuredIdempotencyPolicy(name);
  }

  /**
   * Work that happens once for each key, by code.
   *
   * @throws IllegalArgumentException if there is no policy of that name; names the nearest one
   * @throws io.buttress.error.ConfigurationException if no property says where Redis is
   */
  public Idempotency idempotency(String policy) {
    return runtime.idempotency(policy);
  }

  /**
   * What the properties say about a feature of another module, as it is now.
   *
   * @param feature what a {@link io.buttress.config.FeatureSource} of that module contributes
   */
  public FeatureSettings settings(Feature feature) {
    return runtime.settings(feature);
  }

  /** The way to Redis; empty if no setting says where it is. */
  public Optional<RedisConnection> redis() {
    return runtime.redis();
  }

  /** The response cache, for code that purges. */
  public ResponseCache responseCache() {
    return runtime.responseCache(Map.of(), "properties").responseCache();
  }

  /**
   * The response cache as the properties have it, with settings on top that win. Caches of
   * different settings share what is stored. Follows the properties while the application runs.
   *
   * @param overrides keys without {@code buttress.response-cache.}; may be empty
   * @param source where they stand, for messages about mistakes
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}
   */
  public CacheEngine responseCache(Map<String, String> overrides, String source) {
    return runtime.responseCache(overrides, source);
  }

  /**
   * The policy of the response cache that an annotation asks for, as it is now: properties under
   * its name win over what the annotation says. Empty while the cache is switched off.
   *
   * @param name the policy's name, for example the resource method's {@code BookResource.find}
   * @param settings what the annotation says, keys as in the properties after the policy's name
   * @param source where the annotation stands, for messages
   * @throws io.buttress.error.ConfigurationException as with {@link #acquire}
   */
  public Supplier<Optional<CachePolicy>> responseCachePolicy(
      String name, Map<String, String> settings, String source) {
    return runtime.responseCachePolicy(name, settings, source);
  }

  /** A policy of the response cache of the properties, as it is now; empty if they make none. */
  public Optional<CachePolicy> configuredResponseCachePolicy(String name) {
    return runtime.configuredResponseCachePolicy(name);
  }

  /** Runs delayed and periodic work: the container's where it has one. */
  public ScheduledExecutorService scheduler() {
    return runtime.scheduler();
  }

  /** What happened: counters and gauges. */
  public Telemetry telemetry() {
    return runtime.telemetry();
  }
}
