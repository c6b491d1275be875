package io.buttress.redis;

import io.buttress.cache.Purge;
import io.buttress.cache.internal.NearCacheStore;
import io.buttress.cache.internal.SharedCacheEvents;
import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Several nodes on one Redis, each with its connection. */
public final class CacheNodes implements AutoCloseable {
  final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  final AtomicInteger trips = new AtomicInteger();
  private static final Duration NEAR_TTL = Duration.ofMinutes(1);

  private final AtomicLong passed = new AtomicLong();
  private final List<AutoCloseable> listeners = new ArrayList<>();
  private final String uri;
  private final List<RedisConnection> connections = new ArrayList<>();

  public CacheNodes(String uri) {
    this.uri = uri;
  }

  RedisConnection connect() {
    RedisConnection connection =
        RedisConnection.open(
            RedisSettings.of(uri),
            scheduler,
            new RedisListener() {
              @Override
              public void called(boolean succeeded, long nanos) {
                trips.incrementAndGet();
              }
            });
    connections.add(connection);
    return connection;
  }

  RedisCacheStore store() {
    return new RedisCacheStore(connect(), InstantSource.system());
  }

  /** A node with copies, which listens to the others. */
  public NearCacheStore near() throws InterruptedException {
    RedisCacheStore shared = store();
    NearCacheStore near = nearOf(shared);
    CountDownLatch connected = new CountDownLatch(1);
    listeners.add(shared.listen(new Announcing(near, connected), Thread::new, scheduler));
    if (!connected.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no subscription");
    }
    return near;
  }

  /** A node with copies to which no message comes. */
  NearCacheStore deaf() {
    return nearOf(store());
  }

  private NearCacheStore nearOf(RedisCacheStore shared) {
    return new NearCacheStore(
        shared, 1024 * 1024, NEAR_TTL, () -> System.nanoTime() + passed.get());
  }

  /** Lets the time pass for which copies are used unasked. */
  void passNearTtl() {
    passed.addAndGet(NEAR_TTL.toNanos());
  }

  /** Tells when it is connected. */
  private record Announcing(SharedCacheEvents events, CountDownLatch latch)
      implements SharedCacheEvents {
    @Override
    public void connected() {
      events.connected();
      latch.countDown();
    }

    @Override
    public void replaced(String id, long asked) {
      events.replaced(id, asked);
    }

    @Override
    public void purged(int shard, long time, List<Purge> purges) {
      events.purged(shard, time, purges);
    }
  }

  /** A node whose Redis has a clock that a test sets: 'offset' is a number of seconds. */
  RedisCacheStore storeWithOffset() {
    String prelude =
        """
        local real = redis
        local redis = { pcall = real.pcall, error_reply = real.error_reply }
        function redis.call(command, ...)
          local answer = real.call(command, ...)
          if command == 'TIME' then
            return { answer[1] + (real.call('GET', 'offset') or 0), answer[2] }
          end
          return answer
        end
        """;
    CacheScripts shipped = CacheScripts.SHIPPED;
    CacheScripts scripts =
        new CacheScripts(
            RedisScript.of(prelude + shipped.begin().text()),
            RedisScript.of(prelude + shipped.put().text()),
            RedisScript.of(prelude + shipped.end().text()),
            RedisScript.of(prelude + shipped.purge().text()));
    return new RedisCacheStore(connect(), InstantSource.system(), scripts);
  }

  /** All keys of the response cache. */
  static List<String> keys(EmbeddedRedis server) {
    return server.command("KEYS", "*").lines().filter(key -> key.startsWith("bt:{c")).toList();
  }

  @Override
  public void close() {
    for (AutoCloseable listener : listeners) {
      try {
        listener.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    connections.forEach(RedisConnection::close);
    scheduler.shutdownNow();
  }
}
