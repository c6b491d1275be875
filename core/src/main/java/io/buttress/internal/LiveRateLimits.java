package io.buttress.internal;

import io.buttress.config.Settings;
import io.buttress.config.SettingsReader;
import io.buttress.config.Snapshot;
import io.buttress.error.ConfigurationException;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The engines and policies of one application, and how they follow the settings: all of them take
 * over new settings, or none does.
 */
final class LiveRateLimits {
  static final String PREFIX = "buttress.rate-limit.";

  /** A setting of the application, which is read at its deployment. */
  static final String REFRESH = "refresh-interval";

  private final SettingsReader reader;
  private final Function<Settings, RateLimitEngine> engines;
  private final Map<Overlay, RateLimitEngine> overlaid = new LinkedHashMap<>();
  private final Map<LivePolicy.Key, LivePolicy<RateLimitPolicy>> annotated = new LinkedHashMap<>();
  private final RateLimitEngine base;
  private Snapshot snapshot;
  private volatile Map<String, RateLimitPolicy> named = Map.of();

  /** Settings of a filter on top of the properties. */
  private record Overlay(Map<String, String> overrides, String source) {
    Overlay {
      overrides = Map.copyOf(overrides);
    }

    Snapshot over(Snapshot snapshot) {
      return snapshot.with(PREFIX, overrides, source);
    }
  }

  /**
   * @param engines makes an engine of settings
   */
  LiveRateLimits(
      SettingsReader reader,
      Snapshot snapshot,
      Settings settings,
      Function<Settings, RateLimitEngine> engines) {
    this.reader = reader;
    this.snapshot = snapshot;
    this.engines = engines;
    this.base = engines.apply(settings);
    this.named = byName(settings);
  }

  RateLimitEngine engine() {
    return base;
  }

  synchronized RateLimitEngine engine(Map<String, String> overrides, String source) {
    if (overrides.isEmpty()) {
      return base;
    }
    if (overrides.containsKey(REFRESH)) {
      throw new ConfigurationException(
          List.of(
              REFRESH
                  + " ("
                  + source
                  + "): is a setting of the application, and not of one filter"));
    }
    Overlay overlay = new Overlay(overrides, source);
    return overlaid.computeIfAbsent(
        overlay, missing -> engines.apply(reader.read(missing.over(snapshot))));
  }

  synchronized Supplier<RateLimitPolicy> policy(
      String name, Map<String, String> settings, String source) {
    LivePolicy.Key key = new LivePolicy.Key(name, settings, source);
    LivePolicy<RateLimitPolicy> policy =
        annotated.computeIfAbsent(
            key, missing -> new LivePolicy<>(missing, Optional.of(read(missing, snapshot))));
    return policy::get;
  }

  private RateLimitPolicy read(LivePolicy.Key key, Snapshot from) {
    return reader
        .policy(from, key.name(), key.settings(), key.source())
        .orElseThrow(() -> new ConfigurationException(List.of(incomplete(key))));
  }

  private static String incomplete(LivePolicy.Key key) {
    return PREFIX
        + key.name()
        + ".limits: missing; "
        + key.source()
        + " asks for the policy "
        + key.name();
  }

  /** What the properties say now. */
  synchronized Snapshot snapshot() {
    return snapshot;
  }

  /** A policy that the properties alone make, as it is now. */
  Optional<RateLimitPolicy> configured(String name) {
    return Optional.ofNullable(named.get(name));
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
    RateLimitPolicy now = named.get(name);
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
      Map<String, RateLimitPolicy> now = named;
      Seen last = seen;
      if (last.all != now) {
        last = new Seen(now, now.getOrDefault(name, last.policy));
        seen = last;
      }
      return last.policy;
    }
  }

  private synchronized Optional<Supplier<RateLimitPolicy>> annotated(String name) {
    return annotated.values().stream()
        .filter(policy -> policy.key().name().equals(name))
        .<Supplier<RateLimitPolicy>>map(policy -> policy::get)
        .findFirst();
  }

  synchronized Set<String> names() {
    Set<String> names = new TreeSet<>(named.keySet());
    annotated.keySet().forEach(key -> names.add(key.name()));
    return names;
  }

  /**
   * Takes over settings that have changed.
   *
   * @throws ConfigurationException if they have mistakes; nothing has changed then
   */
  synchronized void become(Snapshot changed) {
    Settings settings = reader.read(changed);
    List<Runnable> changes = new ArrayList<>();
    changes.add(() -> reconfigure(base, settings));
    overlaid.forEach(
        (overlay, engine) -> {
          Settings own = reader.read(overlay.over(changed));
          changes.add(() -> reconfigure(engine, own));
        });
    for (LivePolicy<RateLimitPolicy> policy : annotated.values()) {
      RateLimitPolicy read = read(policy.key(), changed);
      changes.add(() -> policy.become(Optional.of(read)));
    }
    changes.forEach(Runnable::run);
    snapshot = changed;
    named = byName(settings);
  }

  private static void reconfigure(RateLimitEngine engine, Settings settings) {
    engine.reconfigure(settings.rateLimit(), settings.renderer().orElse(null));
  }

  private static Map<String, RateLimitPolicy> byName(Settings settings) {
    Map<String, RateLimitPolicy> byName = new LinkedHashMap<>();
    settings.rateLimit().policies().forEach(policy -> byName.put(policy.name(), policy));
    return Map.copyOf(byName);
  }
}
