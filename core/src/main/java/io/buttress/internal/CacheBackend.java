package io.buttress.internal;

import io.buttress.cache.CacheSettings;
import io.buttress.cache.CacheStore;
import io.buttress.cache.internal.LocalCacheStore;
import io.buttress.cache.internal.NearCacheStore;
import io.buttress.redis.RedisCacheStore;
import io.buttress.redis.RedisConnection;
import io.buttress.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Where responses are kept, until it is closed. */
final class CacheBackend implements AutoCloseable {
  private static final long TICK_MILLIS = 1_000;

  private final CacheStore store;
  private final Closers closers = new Closers();

  private CacheBackend(CacheStore store) {
    this.store = store;
  }

  /** This node alone. */
  static CacheBackend local(CacheSettings.Store settings, Telemetry telemetry) {
    LocalCacheStore store = new LocalCacheStore(settings.nearSize(), InstantSource.system());
    telemetry.gauge("response-cache.near.keys", store::size);
    telemetry.gauge("response-cache.near.bytes", store::bytes);
    return new CacheBackend(store);
  }

  /**
   * All nodes together.
   *
   * @param threads makes the thread that listens to the other nodes
   */
  static CacheBackend shared(
      CacheSettings.Store settings,
      RedisConnection redis,
      ThreadFactory threads,
      ScheduledExecutorService scheduler,
      Telemetry telemetry) {
    RedisCacheStore shared = new RedisCacheStore(redis, InstantSource.system());
    NearCacheStore near =
        new NearCacheStore(shared, settings.nearSize(), settings.nearTtl(), System::nanoTime);
    telemetry.gauge("response-cache.near.keys", near::size);
    telemetry.gauge("response-cache.near.bytes", near::bytes);
    telemetry.gauge("response-cache.near.hits", near::hits);
    telemetry.gauge("response-cache.purges.pending", near::pendingPurges);
    CacheBackend backend = new CacheBackend(near);
    AutoCloseable unused = backend.closers.add(shared.listen(near, threads, scheduler));
    var ticks =
        scheduler.scheduleWithFixedDelay(
            near::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    AutoCloseable unusedToo = backend.closers.add(() -> ticks.cancel(false));
    return backend;
  }

  CacheStore store() {
    return store;
  }

  @Override
  public void close() {
    closers.close();
  }
}
