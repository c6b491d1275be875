package io.buttress.internal;

import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.CacheSettings;
import io.buttress.cache.CacheStore;
import io.buttress.config.SettingsReader;
import io.buttress.config.Snapshot;
import io.buttress.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The response caches of one application, and how they follow the settings. Their settings may
 * differ, what is stored is shared.
 */
final class ResponseCaches implements SettingsRefresh.Follower {
  static final String PREFIX = "buttress.response-cache.";

  /** What is made once, and not anew for other settings. */
  static final Set<String> FIXED =
      Set.of(PREFIX + "near-size", PREFIX + "near-ttl", PREFIX + "hit-for-miss");

  private final SettingsReader reader;
  private final Function<CacheSettings, CacheStore> opening;
  private final CacheTelemetry listener;
  private final Map<Overlay, CacheEngine> engines = new LinkedHashMap<>();
  private final Map<LivePolicy.Key, LivePolicy<CachePolicy>> annotated = new LinkedHashMap<>();
  private Snapshot snapshot;
  private volatile Map<String, CachePolicy> named;
  private @Nullable CacheStore store;

  /** Settings of a filter on top of the properties. */
  private record Overlay(Map<String, String> overrides, String source) {
    Overlay {
      overrides = Map.copyOf(overrides);
    }

    Snapshot over(Snapshot snapshot) {
      return overrides.isEmpty() ? snapshot : snapshot.with(PREFIX, overrides, source);
    }
  }

  ResponseCaches(
      SettingsReader reader,
      Snapshot snapshot,
      CacheSettings settings,
      Telemetry telemetry,
      Function<CacheSettings, CacheStore> opening) {
    this.reader = reader;
    this.snapshot = snapshot;
    this.named = byName(settings);
    this.opening = opening;
    this.listener = new CacheTelemetry(telemetry);
  }

  private static Map<String, CachePolicy> byName(CacheSettings settings) {
    return settings.policies().stream()
        .collect(Collectors.toUnmodifiableMap(CachePolicy::name, Function.identity()));
  }

  /** The cache of the properties, with settings on top. */
  synchronized CacheEngine engine(Map<String, String> overrides, String source) {
    Overlay overlay = new Overlay(overrides, overrides.isEmpty() ? "" : source);
    return engines.computeIfAbsent(
        overlay,
        missing -> {
          CacheSettings settings = settings(missing, snapshot);
          return new CacheEngine(settings, store(settings), listener);
        });
  }

  private CacheSettings settings(Overlay overlay, Snapshot from) {
    return reader.read(overlay.over(from)).responseCache();
  }

  /** The policy that an annotation asks for; empty at times when the cache is switched off. */
  synchronized Supplier<Optional<CachePolicy>> policy(
      String name, Map<String, String> settings, String source) {
    LivePolicy.Key key = new LivePolicy.Key(name, settings, source);
    LivePolicy<CachePolicy> policy =
        annotated.computeIfAbsent(key, missing -> new LivePolicy<>(missing, read(key, snapshot)));
    return policy::find;
  }

  private Optional<CachePolicy> read(LivePolicy.Key key, Snapshot from) {
    return reader.cachePolicy(from, key.name(), key.settings(), key.source());
  }

  /** A policy that the properties alone make, as it is now. */
  Optional<CachePolicy> configured(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /** Opened by the first who caches: an application that does not pays nothing. */
  private CacheStore store(CacheSettings settings) {
    CacheStore open = store;
    if (open == null) {
      open = opening.apply(settings);
      store = open;
    }
    return open;
  }

  @Override
  public synchronized List<Runnable> changes(Snapshot changed) {
    List<Runnable> changes = new ArrayList<>();
    engines.forEach(
        (overlay, engine) -> {
          CacheSettings settings = settings(overlay, changed);
          changes.add(() -> engine.reconfigure(settings));
        });
    for (LivePolicy<CachePolicy> policy : annotated.values()) {
      Optional<CachePolicy> read = read(policy.key(), changed);
      changes.add(() -> policy.become(read));
    }
    Map<String, CachePolicy> byName = byName(reader.read(changed).responseCache());
    changes.add(() -> become(changed, byName));
    return changes;
  }

  private synchronized void become(Snapshot changed, Map<String, CachePolicy> byName) {
    snapshot = changed;
    named = byName;
  }
}
