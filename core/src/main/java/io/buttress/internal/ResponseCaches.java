package io.buttress.internal;

import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.CacheSettings;
import io.buttress.cache.CacheStore;
import io.buttress.config.SettingsReader;
import io.buttress.config.Snapshot;
import io.buttress.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The response caches of one application: settings may differ, what is stored is shared. */
final class ResponseCaches {
  private static final String PREFIX = "buttress.response-cache.";

  private final SettingsReader reader;
  private final Snapshot snapshot;
  private final Function<CacheSettings, CacheStore> opening;
  private final CacheTelemetry listener;
  private final Map<Map<String, String>, CacheEngine> engines = new HashMap<>();
  private @Nullable CacheStore store;
  private @Nullable Map<String, CachePolicy> named;

  ResponseCaches(
      SettingsReader reader,
      Snapshot snapshot,
      Telemetry telemetry,
      Function<CacheSettings, CacheStore> opening) {
    this.reader = reader;
    this.snapshot = snapshot;
    this.opening = opening;
    this.listener = new CacheTelemetry(telemetry);
  }

  /** The cache of the properties, with settings on top. */
  synchronized CacheEngine engine(Map<String, String> overrides, String source) {
    return engines.computeIfAbsent(
        Map.copyOf(overrides),
        missing -> {
          Snapshot merged = snapshot.with(PREFIX, missing, source);
          CacheSettings settings = reader.read(merged).responseCache();
          return new CacheEngine(settings, store(settings), listener);
        });
  }

  /** The policy that an annotation asks for; empty if the cache is switched off. */
  Optional<CachePolicy> policy(String name, Map<String, String> settings, String source) {
    return reader.cachePolicy(snapshot, name, settings, source);
  }

  /** A policy that the properties alone make. */
  synchronized Optional<CachePolicy> configured(String name) {
    if (named == null) {
      named =
          reader.read(snapshot).responseCache().policies().stream()
              .collect(Collectors.toUnmodifiableMap(CachePolicy::name, Function.identity()));
    }
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
}
