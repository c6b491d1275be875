package io.buttress.internal;

import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.CacheSettings;
import io.buttress.cache.CacheStore;
import io.buttress.config.Settings;
import io.buttress.config.Snapshot;
import io.buttress.telemetry.Telemetry;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The response caches of one application. Their settings may differ, what is stored is shared. */
final class ResponseCaches extends LiveFeature<CacheEngine, CachePolicy> {
  static final String PREFIX = "buttress.response-cache.";

  /** What is made once, and not anew for other settings. */
  static final Set<String> FIXED =
      Set.of(PREFIX + "near-size", PREFIX + "near-ttl", PREFIX + "hit-for-miss");

  private final Function<CacheSettings, CacheStore> opening;
  private final CacheTelemetry listener;
  private @Nullable CacheStore store;

  ResponseCaches(
      LiveSettings properties, Telemetry telemetry, Function<CacheSettings, CacheStore> opening) {
    super(properties, PREFIX, settings -> settings.responseCache().policies(), CachePolicy::name);
    this.opening = opening;
    this.listener = new CacheTelemetry(telemetry);
  }

  @Override
  CacheEngine open(Settings settings) {
    CacheSettings own = settings.responseCache();
    return new CacheEngine(own, store(own), listener);
  }

  @Override
  Runnable change(CacheEngine engine, Settings settings) {
    return () -> engine.reconfigure(settings.responseCache());
  }

  @Override
  Optional<CachePolicy> read(LivePolicy.Key key, Snapshot from) {
    return reader().cachePolicy(from, key.name(), key.settings(), key.source());
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
