package io.buttress.internal;

import io.buttress.config.Settings;
import io.buttress.config.SettingsReader;
import io.buttress.config.Snapshot;
import io.buttress.error.ConfigurationException;
import io.buttress.idempotency.Idempotency;
import io.buttress.idempotency.IdempotencyEngine;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotencySettings;
import io.buttress.idempotency.IdempotencyStore;
import io.buttress.idempotency.internal.ClaimKeeper;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisIdempotencyStore;
import io.buttress.telemetry.Telemetry;
import io.buttress.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one application has for requests with a key. */
final class LiveIdempotency extends LiveFeature<IdempotencyEngine, IdempotencyPolicy>
    implements AutoCloseable {
  static final String PREFIX = "buttress.idempotency.";

  private final Optional<RedisConnection> redis;
  private final ScheduledExecutorService scheduler;
  private final Telemetry telemetry;
  private @Nullable Keeping keeping;

  /** What all engines share. */
  private record Keeping(
      IdempotencyStore store, ClaimKeeper keeper, IdempotencyTelemetry listener, Future<?> task) {}

  LiveIdempotency(
      LiveSettings properties,
      Optional<RedisConnection> redis,
      ScheduledExecutorService scheduler,
      Telemetry telemetry) {
    super(
        properties, PREFIX, settings -> settings.idempotency().policies(), IdempotencyPolicy::name);
    this.redis = redis;
    this.scheduler = scheduler;
    this.telemetry = telemetry;
  }

  private IdempotencySettings checked(Settings settings) {
    if (settings.idempotency().enabled() && redis.isEmpty()) {
      throw new ConfigurationException(List.of(SettingsReader.WITHOUT_REDIS));
    }
    return settings.idempotency();
  }

  @Override
  IdempotencyEngine open(Settings settings) {
    IdempotencySettings own = checked(settings);
    Keeping shared = keeping();
    return new IdempotencyEngine(own, shared.store(), shared.keeper(), shared.listener());
  }

  private synchronized Keeping keeping() {
    Keeping open = keeping;
    if (open == null) {
      open = open();
      keeping = open;
    }
    return open;
  }

  private Keeping open() {
    IdempotencyStore store =
        redis.<IdempotencyStore>map(RedisIdempotencyStore::new).orElse(NoIdempotencyStore.INSTANCE);
    IdempotencyTelemetry listener = new IdempotencyTelemetry(telemetry);
    ClaimKeeper keeper = new ClaimKeeper(store, listener, System::nanoTime);
    long millis = ClaimKeeper.EVERY.toMillis();
    Future<?> task =
        scheduler.scheduleWithFixedDelay(keeper, millis, millis, TimeUnit.MILLISECONDS);
    telemetry.gauge("idempotency.claims", keeper::size);
    telemetry.gauge("idempotency.waiting", keeper::waiting);
    return new Keeping(store, keeper, listener, task);
  }

  @Override
  Runnable change(IdempotencyEngine engine, Settings settings) {
    IdempotencySettings own = checked(settings);
    return () -> engine.reconfigure(own);
  }

  @Override
  Optional<IdempotencyPolicy> read(LivePolicy.Key key, Snapshot from) {
    return reader().idempotencyPolicy(from, key.name(), key.settings(), key.source());
  }

  /** None while they are switched off. */
  @Override
  Optional<IdempotencyPolicy> configured(String name) {
    return properties().now().idempotency().enabled() ? super.configured(name) : Optional.empty();
  }

  /** Work by code. */
  Idempotency byName(String name) {
    IdempotencyPolicy now = named().get(name);
    if (now == null) {
      throw new IllegalArgumentException(unknown(name));
    }
    return new Idempotency(() -> named().getOrDefault(name, now), engine(Map.of(), ""));
  }

  private String unknown(String name) {
    return "There is no policy '"
        + name
        + "' of idempotency"
        + Nearest.hint(name, named().keySet());
  }

  @Override
  public synchronized void close() {
    if (keeping != null) {
      keeping.task().cancel(false);
      keeping.keeper().close();
    }
  }
}
