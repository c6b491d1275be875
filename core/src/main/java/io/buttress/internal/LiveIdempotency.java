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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engines and policies for requests with a key of one application, and how they follow the
 * settings. Nothing of it is made before somebody asks for it.
 */
final class LiveIdempotency implements SettingsRefresh.Follower, AutoCloseable {
  static final String PREFIX = "buttress.idempotency.";

  private final SettingsReader reader;
  private final Optional<RedisConnection> redis;
  private final ScheduledExecutorService scheduler;
  private final Telemetry telemetry;
  private final Map<Overlay, IdempotencyEngine> engines = new LinkedHashMap<>();
  private final Map<LivePolicy.Key, LivePolicy<IdempotencyPolicy>> annotated =
      new LinkedHashMap<>();
  private Snapshot snapshot;
  private volatile Named named;
  private @Nullable Keeping keeping;

  /** Settings of a filter on top of the properties. */
  private record Overlay(Map<String, String> overrides, String source) {
    Overlay {
      overrides = Map.copyOf(overrides);
    }

    Snapshot over(Snapshot snapshot) {
      return overrides.isEmpty() ? snapshot : snapshot.with(PREFIX, overrides, source);
    }
  }

  /** The policies that the properties alone make, and whether they count. */
  private record Named(boolean enabled, Map<String, IdempotencyPolicy> policies) {
    static Named of(Settings settings) {
      Map<String, IdempotencyPolicy> byName = new LinkedHashMap<>();
      settings.idempotency().policies().forEach(policy -> byName.put(policy.name(), policy));
      return new Named(settings.idempotency().enabled(), Map.copyOf(byName));
    }
  }

  /** What all engines share. */
  private record Keeping(
      IdempotencyStore store, ClaimKeeper keeper, IdempotencyTelemetry listener, Future<?> task) {}

  LiveIdempotency(
      SettingsReader reader,
      Snapshot snapshot,
      Settings settings,
      Optional<RedisConnection> redis,
      ScheduledExecutorService scheduler,
      Telemetry telemetry) {
    this.reader = reader;
    this.snapshot = snapshot;
    this.redis = redis;
    this.scheduler = scheduler;
    this.telemetry = telemetry;
    this.named = Named.of(settings);
  }

  synchronized IdempotencyEngine engine(Map<String, String> overrides, String source) {
    Overlay overlay = new Overlay(overrides, overrides.isEmpty() ? "" : source);
    return engines.computeIfAbsent(overlay, missing -> open(settings(missing, snapshot)));
  }

  private IdempotencySettings settings(Overlay overlay, Snapshot from) {
    IdempotencySettings settings = reader.read(overlay.over(from)).idempotency();
    if (settings.enabled() && redis.isEmpty()) {
      throw new ConfigurationException(List.of(SettingsReader.WITHOUT_REDIS));
    }
    return settings;
  }

  private IdempotencyEngine open(IdempotencySettings settings) {
    Keeping shared = keeping();
    return new IdempotencyEngine(settings, shared.store(), shared.keeper(), shared.listener());
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

  /** The policy that an annotation asks for; empty at times when idempotency is switched off. */
  synchronized Supplier<Optional<IdempotencyPolicy>> policy(
      String name, Map<String, String> settings, String source) {
    LivePolicy.Key key = new LivePolicy.Key(name, settings, source);
    LivePolicy<IdempotencyPolicy> policy =
        annotated.computeIfAbsent(key, missing -> new LivePolicy<>(missing, read(key, snapshot)));
    return policy::find;
  }

  private Optional<IdempotencyPolicy> read(LivePolicy.Key key, Snapshot from) {
    return reader.idempotencyPolicy(from, key.name(), key.settings(), key.source());
  }

  /** A policy that the properties alone make, as it is now; none while they are switched off. */
  Optional<IdempotencyPolicy> configured(String name) {
    Named now = named;
    return now.enabled() ? Optional.ofNullable(now.policies().get(name)) : Optional.empty();
  }

  /** Work by code. */
  Idempotency byName(String name) {
    IdempotencyPolicy now = named.policies().get(name);
    if (now == null) {
      throw new IllegalArgumentException(unknown(name));
    }
    return new Idempotency(() -> named.policies().getOrDefault(name, now), engine(Map.of(), ""));
  }

  private String unknown(String name) {
    String hint =
        Nearest.of(name, named.policies().keySet())
            .map(n -> "; did you mean " + n + "?")
            .orElse("");
    return "There is no policy '" + name + "' of idempotency" + hint;
  }

  @Override
  public synchronized List<Runnable> changes(Snapshot changed) {
    List<Runnable> changes = new ArrayList<>();
    engines.forEach(
        (overlay, engine) -> {
          IdempotencySettings settings = settings(overlay, changed);
          changes.add(() -> engine.reconfigure(settings));
        });
    for (LivePolicy<IdempotencyPolicy> policy : annotated.values()) {
      Optional<IdempotencyPolicy> read = read(policy.key(), changed);
      changes.add(() -> policy.become(read));
    }
    Named byName = Named.of(reader.read(changed));
    changes.add(() -> become(changed, byName));
    return changes;
  }

  private synchronized void become(Snapshot changed, Named byName) {
    snapshot = changed;
    named = byName;
  }

  @Override
  public synchronized void close() {
    if (keeping != null) {
      keeping.task().cancel(false);
      keeping.keeper().close();
    }
  }
}
