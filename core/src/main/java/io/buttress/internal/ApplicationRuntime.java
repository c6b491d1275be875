package io.buttress.internal;

import io.buttress.Environment;
import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.CacheSettings;
import io.buttress.cache.CacheStore;
import io.buttress.config.ApplicationConfig;
import io.buttress.config.Feature;
import io.buttress.config.FeatureSettings;
import io.buttress.config.Settings;
import io.buttress.config.SettingsReader;
import io.buttress.config.UserClasses;
import io.buttress.idempotency.Idempotency;
import io.buttress.idempotency.IdempotencyEngine;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimiter;
import io.buttress.redis.RedisConnection;
import io.buttress.telemetry.JmxExport;
import io.buttress.telemetry.Telemetry;
import io.buttress.telemetry.TelemetryListener;
import io.buttress.text.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Everything one application has of Buttress, from its start to its end. */
public final class ApplicationRuntime implements RuntimeHolder.Ending {
  private final Closers closers;
  private final Telemetry telemetry;
  private final ApplicationScheduler scheduler;
  private final LiveSettings properties;
  private final LiveRateLimits limits;
  private final KeyLimits keyLimits;
  private final LiveIdempotency idempotency;
  private final Optional<RedisConnection> redis;
  private final ApplicationThreads threads;
  private final ResponseCaches responseCaches;

  /**
   * Starts it. If that fails, nothing is left.
   *
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes
   */
  public static ApplicationRuntime start(Environment environment) {
    Closers closers = new Closers();
    closers.add(RecordMethodCache::clear);
    try {
      return new ApplicationRuntime(environment, closers);
    } catch (RuntimeException | Error e) {
      closers.close();
      throw e;
    }
  }

  private ApplicationRuntime(Environment environment, Closers closers) {
    this.closers = closers;
    ClassLoader loader = environment.classLoader();
    DoubledLibraries.warn(loader);
    ApplicationConfig config = closers.add(ApplicationConfig.of(loader));
    UserClasses classes = new UserClasses(loader, environment.instances());
    properties = new LiveSettings(new SettingsReader(classes), config.snapshot());
    Settings settings = properties.now();
    telemetry = new Telemetry();
    ServiceLoader.load(TelemetryListener.class, loader).forEach(telemetry::listen);
    closers.add(JmxExport.of(telemetry, environment.application()));
    scheduler = closers.add(ApplicationScheduler.start(environment.application(), loader));
    threads = ApplicationThreads.of(environment.application(), loader);
    redis = redis(settings);
    Backend backend = redis.map(Backend::shared).orElseGet(Backend::local);
    keyLimits = new KeyLimits(backend.keyLimits());
    telemetry.gauge("rate-limit.key-limits", keyLimits::size);
    DecisionTelemetry listener = new DecisionTelemetry(telemetry);
    limits = new LiveRateLimits(properties, from -> engine(from, backend, listener));
    responseCaches = new ResponseCaches(properties, telemetry, this::cacheStore);
    idempotency = closers.add(new LiveIdempotency(properties, redis, scheduler, telemetry));
    Announcement.of(
        environment.application(),
        settings,
        properties.snapshot(),
        properties.reader().withoutLimits(properties.snapshot()));
    SettingsRefresh refresh =
        new SettingsRefresh(
            config::snapshot,
            properties,
            List.of(limits, responseCaches, idempotency),
            limits,
            keyLimits,
            telemetry);
    refresh.keyLimits();
    keepFresh(refresh, settings.refreshInterval());
  }

  private Optional<RedisConnection> redis(Settings settings) {
    RedisTelemetry listener = new RedisTelemetry(telemetry);
    Optional<RedisConnection> opened =
        settings
            .redis()
            .map(where -> closers.add(RedisConnection.open(where, scheduler, listener)));
    opened.ifPresent(listener::watch);
    return opened;
  }

  private CacheStore cacheStore(CacheSettings cache) {
    return closers
        .add(
            redis
                .map(
                    connection ->
                        CacheBackend.shared(
                            cache.store(), connection, threads, scheduler, telemetry))
                .orElseGet(() -> CacheBackend.local(cache.store(), telemetry)))
        .store();
  }

  private RateLimitEngine engine(Settings from, Backend backend, DecisionTelemetry listener) {
    RateLimitEngine.Builder builder =
        RateLimitEngine.builder(from.rateLimit(), backend.store())
            .listener(listener)
            .overrides(keyLimits);
    from.renderer().ifPresent(builder::renderer);
    return builder.build();
  }

  private void keepFresh(SettingsRefresh refresh, Duration interval) {
    if (!interval.isZero()) {
      long millis = interval.toMillis();
      var unused = scheduler.scheduleWithFixedDelay(refresh, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** The engine of the properties, with settings on top. */
  public RateLimitEngine rateLimits(Map<String, String> overrides, String source) {
    RateLimitEngine engine = limits.engine(overrides, source);
    Announcement.ofFilter(source, overrides);
    return engine;
  }

  /** The engine of the properties. */
  public RateLimitEngine rateLimits() {
    return limits.engine();
  }

  /** The policy that an annotation asks for. */
  public Supplier<RateLimitPolicy> rateLimitPolicy(
      String name, Map<String, String> settings, String source) {
    LivePolicy<RateLimitPolicy> policy = limits.policy(name, settings, source);
    // Its keys may have limits of their own, which nobody could read without the policy.
    keyLimits.parse(limits::named);
    return policy::get;
  }

  /** A policy of the properties. */
  public Optional<RateLimitPolicy> configuredPolicy(String name) {
    return limits.configured(name);
  }

  /** Limits by code. */
  public RateLimiter rateLimiter(String name) {
    Supplier<RateLimitPolicy> policy =
        limits.follow(name).orElseThrow(() -> new IllegalArgumentException(unknown(name)));
    return new PolicyRateLimiter(policy, limits.engine(), keyLimits);
  }

  private String unknown(String name) {
    return "There is no policy '" + name + "'" + Nearest.hint(name, limits.names());
  }

  /** The response cache of the properties, with settings on top. */
  public CacheEngine responseCache(Map<String, String> overrides, String source) {
    CacheEngine engine = responseCaches.engine(overrides, source);
    Announcement.ofFilter(source, overrides);
    return engine;
  }

  /** The policy of the response cache that an annotation asks for. */
  public Supplier<Optional<CachePolicy>> responseCachePolicy(
      String name, Map<String, String> settings, String source) {
    return responseCaches.policy(name, settings, source)::find;
  }

  /** A policy of the response cache of the properties. */
  public Optional<CachePolicy> configuredResponseCachePolicy(String name) {
    return responseCaches.configured(name);
  }

  /** Decides about requests with a key, as the properties have it, with settings on top. */
  public IdempotencyEngine idempotency(Map<String, String> overrides, String source) {
    IdempotencyEngine engine = idempotency.engine(overrides, source);
    Announcement.ofFilter(source, overrides);
    return engine;
  }

  /** The policy that an annotation asks for. */
  public Supplier<Optional<IdempotencyPolicy>> idempotencyPolicy(
      String name, Map<String, String> settings, String source) {
    return idempotency.policy(name, settings, source)::find;
  }

  /** A policy of idempotency of the properties. */
  public Optional<IdempotencyPolicy> configuredIdempotencyPolicy(String name) {
    return idempotency.configured(name);
  }

  /** Work with keys, by code. */
  public Idempotency idempotency(String policy) {
    return idempotency.byName(policy);
  }

  /** What is written for a feature of another module, as it is now. */
  public FeatureSettings settings(Feature feature) {
    return properties.reader().settings(feature, properties.snapshot());
  }

  /** The way to Redis. */
  public Optional<RedisConnection> redis() {
    return redis;
  }

  /** Runs delayed and periodic work. */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** What happened. */
  public Telemetry telemetry() {
    return telemetry;
  }

  @Override
  public void close() {
    closers.close();
  }
}
