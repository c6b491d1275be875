package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Several nodes on one Redis, each with its connection. */
final class CacheNodes implements AutoCloseable {
  final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  final AtomicInteger trips = new AtomicInteger();
  private final String uri;
  private final List<RedisConnection> connections = new ArrayList<>();

  CacheNodes(String uri) {
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

  /** A node whose Redis has a clock that a test sets: 'offset' is a number of seconds. */
  RedisCacheStore storeWithOffset() {
    String prelude =
        """
        local real = redis
        local redis = { pcall = real.pcall }
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
            RedisScript.of(prelude + shipped.find().text()),
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
    connections.forEach(RedisConnection::close);
    scheduler.shutdownNow();
  }
}
