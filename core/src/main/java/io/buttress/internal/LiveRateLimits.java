package io.buttress.internal;

import io.buttress.config.Settings;
import io.buttress.config.Snapshot;
import io.buttress.error.ConfigurationException;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** The rate limits of one application. */
final class LiveRateLimits extends LiveFeature<RateLimitEngine, RateLimitPolicy> {
  static final String PREFIX = "buttress.rate-limit.";

  /** A setting of the application, which is read at its deployment. */
  static final String REFRESH = "refresh-interval";

  private final Function<Settings, RateLimitEngine> engines;
  private final RateLimitEngine base;

  /**
   * @param engines makes an engine of settings
   */
  LiveRateLimits(LiveSettings properties, Function<Settings, RateLimitEngine> engines) {
    super(properties, PREFIX, settings -> settings.rateLimit().policies(), RateLimitPolicy::name);
    this.engines = engines;
    this.base = engine(Map.of(), "");
  }

  RateLimitEngine engine() {
    return base;
  }

  @Override
  RateLimitEngine engine(Map<String, String> overrides, String source) {
    if (overrides.containsKey(REFRESH)) {
      throw new ConfigurationException(
          List.of(
              REFRESH
                  + " ("
                  + source
                  + "): is a setting of the application, and not of one filter"));
    }
    return super.engine(overrides, source);
  }

  @Override
  RateLimitEngine open(Settings settings) {
    return engines.apply(settings);
  }

  @Override
  Runnable change(RateLimitEngine engine, Settings settings) {
    return () -> engine.reconfigure(settings.rateLimit(), settings.renderer().orElse(null));
  }

  @Override
  Optional<RateLimitPolicy> read(LivePolicy.Key key, Snapshot from) {
    Optional<RateLimitPolicy> policy =
        reader().policy(from, key.name(), key.settings(), key.source());
    if (policy.isEmpty()) {
      throw new ConfigurationException(List.of(incomplete(key)));
    }
    return policy;
  }

  private static String incomplete(LivePolicy.Key key) {
    return PREFIX
        + key.name()
        + ".limits: missing; "
        + key.source()
        + " asks for the policy "
        + key.name();
  }

  /** A policy by its name, as it is now. */
  Optional<RateLimitPolicy> named(String name) {
    return follow(name).map(Supplier::get);
  }

  /**
   * A policy by its name, which follows the settings. One whose settings are taken away stays as it
   * was for whoever holds it.
   */
  Optional<Supplier<RateLimitPolicy>> follow(String name) {
    RateLimitPolicy now = named().get(name);
    return now == null ? annotated(name) : Optional.of(new Followed(name, now));
  }

  /** Looks a policy up only when the settings have changed: that costs more than a denial. */
  private final class Followed implements Supplier<RateLimitPolicy> {
    private final String name;
    // Written without care: whoever reads an older one looks the policy up again.
    private Seen seen;

    private record Seen(Map<String, RateLimitPolicy> all, RateLimitPolicy policy) {}

    Followed(String name, RateLimitPolicy first) {
      this.name = name;
      this.seen = new Seen(Map.of(), first);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Other settings are another map.
    public RateLimitPolicy get() {
      Map<String, RateLimitPolicy> now = named();
      Seen last = seen;
      if (last.all != now) {
        last = new Seen(now, now.getOrDefault(name, last.policy));
        seen = last;
      }
      return last.policy;
    }
  }

  private Optional<Supplier<RateLimitPolicy>> annotated(String name) {
    return annotated().stream()
        .filter(policy -> policy.key().name().equals(name))
        .<Supplier<RateLimitPolicy>>map(policy -> policy::get)
        .findFirst();
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>(named().keySet());
    annotated().forEach(policy -> names.add(policy.key().name()));
    return names;
  }
}
