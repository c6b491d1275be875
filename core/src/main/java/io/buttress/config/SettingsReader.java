package io.buttress.config;

import io.buttress.cache.CachePolicy;
import io.buttress.cache.CacheSettings;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotencySettings;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitSettings;
import io.buttress.ratelimit.RejectionRenderer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes settings of a snapshot, or one exception that lists all of its mistakes. */
public final class SettingsReader {
  /** Each node by itself would execute what another one has executed. */
  public static final String WITHOUT_REDIS =
      "buttress.redis.uri: missing; idempotency keeps its records in Redis";

  private final RateLimitReader rateLimits;
  private final ResponseCacheReader responseCache;
  private final IdempotencyReader idempotency;
  private final Features features;
  private final UnknownNames unknown;

  /**
   * @param classes the instances of the classes that settings name; knows the modules that have
   *     settings of their own, too
   */
  public SettingsReader(UserClasses classes) {
    this(classes, Features.of(classes.loader()));
  }

  SettingsReader(UserClasses classes, Features features) {
    this.rateLimits = new RateLimitReader(classes);
    this.responseCache = new ResponseCacheReader(classes);
    this.idempotency = new IdempotencyReader(classes);
    this.features = features;
    this.unknown = new UnknownNames(features);
  }

  /**
   * Reads all settings.
   *
   * @throws io.buttress.error.ConfigurationException if there are mistakes
   */
  public Settings read(Snapshot snapshot) {
    Mistakes mistakes = new Mistakes();
    snapshot.unreadable().forEach(mistakes::add);
    unknown.check(snapshot, mistakes);
    Optional<RedisSettings> redis =
        RedisSettingsTable.read(
            FeatureSettings.of(RedisSettingsTable.FEATURE, snapshot, mistakes).general());
    FeatureSettings limits = FeatureSettings.of(RateLimitTable.FEATURE, snapshot, mistakes);
    RateLimitSettings rateLimit = rateLimits.read(limits);
    Optional<RejectionRenderer> renderer = rateLimits.renderer(limits.general());
    Duration refresh = limits.general().get(RateLimitTable.REFRESH_INTERVAL);
    FeatureSettings keys = FeatureSettings.of(IdempotencyTable.FEATURE, snapshot, mistakes);
    IdempotencySettings idempotent = idempotency.read(keys);
    if (redis.isEmpty() && !keys.policies().isEmpty() && idempotent.enabled()) {
      mistakes.add(WITHOUT_REDIS);
    }
    CacheSettings cache =
        responseCache.read(FeatureSettings.of(ResponseCacheTable.FEATURE, snapshot, mistakes));
    features.checkContributed(snapshot, mistakes);
    mistakes.throwIfAny();
    return new Settings(redis, rateLimit, idempotent, renderer, refresh, cache);
  }

  /**
   * Reads one policy, with settings beneath the snapshot's.
   *
   * @param name the policy's name
   * @param defaults keys as in the properties after the policy's name
   * @param source where the defaults stand, for messages
   * @return empty if it has neither paths nor limits
   * @throws io.buttress.error.ConfigurationException if there are mistakes in it
   */
  public Optional<RateLimitPolicy> policy(
      Snapshot snapshot, String name, Map<String, String> defaults, String source) {
    Mistakes mistakes = new Mistakes();
    Snapshot merged = beneath(snapshot, RateLimitTable.FEATURE, name, defaults, source, mistakes);
    Optional<RateLimitPolicy> policy = rateLimits.policy(name, merged, mistakes);
    mistakes.throwIfAny();
    return policy;
  }

  /**
   * Reads one policy of idempotency, with settings beneath the snapshot's.
   *
   * @param name the policy's name
   * @param defaults keys as in the properties after the policy's name
   * @param source where the defaults stand, for messages
   * @return empty if idempotency is switched off
   * @throws io.buttress.error.ConfigurationException if there are mistakes in it
   */
  public Optional<IdempotencyPolicy> idempotencyPolicy(
      Snapshot snapshot, String name, Map<String, String> defaults, String source) {
    Mistakes mistakes = new Mistakes();
    Feature feature = IdempotencyTable.FEATURE;
    Snapshot merged = beneath(snapshot, feature, name, defaults, source, mistakes);
    IdempotencyPolicy policy =
        idempotency.policy(name, new Group(feature.prefix() + name + ".", merged, mistakes));
    boolean enabled = new Group(feature.prefix(), merged, mistakes).get(IdempotencyTable.ENABLED);
    mistakes.throwIfAny();
    return enabled ? Optional.of(policy) : Optional.empty();
  }

  /**
   * Reads one policy of the response cache, with settings beneath the snapshot's.
   *
   * @param name the policy's name
   * @param defaults keys as in the properties after the policy's name
   * @param source where the defaults stand, for messages
   * @return empty if the cache is switched off
   * @throws io.buttress.error.ConfigurationException if there are mistakes in it
   */
  public Optional<CachePolicy> cachePolicy(
      Snapshot snapshot, String name, Map<String, String> defaults, String source) {
    Mistakes mistakes = new Mistakes();
    Feature feature = ResponseCacheTable.FEATURE;
    Snapshot merged = beneath(snapshot, feature, name, defaults, source, mistakes);
    Group general = new Group(feature.prefix(), merged, mistakes);
    Group own = new Group(feature.prefix() + name + ".", merged, mistakes);
    CachePolicy policy = responseCache.policy(name, own, general.get(ResponseCacheTable.PROFILE));
    boolean enabled = general.get(ResponseCacheTable.ENABLED);
    mistakes.throwIfAny();
    return enabled ? Optional.of(policy) : Optional.empty();
  }

  /** The snapshot on top of what an annotation says of a policy. */
  private Snapshot beneath(
      Snapshot snapshot,
      Feature feature,
      String policy,
      Map<String, String> defaults,
      String source,
      Mistakes mistakes) {
    if (!PolicyProperty.isValidPolicyName(policy)) {
      mistakes.add("'" + policy + "' (" + source + ") can't be the name of a policy");
      mistakes.throwIfAny();
    }
    String prefix = feature.prefix() + policy + ".";
    unknown.check(Snapshot.of(Map.of()).with(prefix, defaults, source), mistakes);
    return snapshot.over(prefix, defaults, source);
  }

  /**
   * The policies of the rate limiter of which something is said, but not how much they allow: for
   * annotations to complete, or misspelt.
   *
   * @param snapshot one that {@link #read} has found no mistake in
   */
  public List<String> withoutLimits(Snapshot snapshot) {
    FeatureSettings limits = FeatureSettings.of(RateLimitTable.FEATURE, snapshot, new Mistakes());
    return limits.policies().entrySet().stream()
        .filter(policy -> !policy.getValue().has(PolicyTable.LIMITS))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The settings of a module that contributes a {@link FeatureSource}.
   *
   * @param snapshot one that {@link #read} has found no mistake in
   */
  public FeatureSettings settings(Feature feature, Snapshot snapshot) {
    return FeatureSettings.of(feature, snapshot, new Mistakes());
  }
}
