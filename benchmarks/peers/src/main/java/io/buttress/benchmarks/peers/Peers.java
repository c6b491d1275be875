package io.buttress.benchmarks.peers;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.config.Config;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.JedisPooled;

/**
 * Each peer as 'ask for one permit under key number n', as its documentation shows it: proxies of
 * buckets are made once, connections are pooled for 64 threads.
 */
public final class Peers {
  private static final int THREADS = 64;
  private static final Duration HOUR = Duration.ofHours(1);

  private Peers() {}

  /**
   * Limiters on Redis; called by reflection.
   *
   * @param port of Redis on 127.0.0.1
   * @param keys how many keys there are
   * @param permits how many are admitted
   * @param windowMillis in which time
   */
  public static Map<String, IntConsumer> shared(
      int port, int keys, long permits, long windowMillis) {
    Duration window = Duration.ofMillis(windowMillis);
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(Bandwidth.builder().capacity(permits).refillGreedy(permits, window).build())
            .build();
    Map<String, IntConsumer> peers = new LinkedHashMap<>();
    ProxyManager<byte[]> jedis = onJedis(port);
    peers.put("bucket4j-jedis", of(buckets(jedis, "bj", keys, configuration, false)));
    peers.put("bucket4j-jedis-batching", of(buckets(jedis, "bb", keys, configuration, true)));
    peers.put("bucket4j-lettuce", of(buckets(onLettuce(port), "bl", keys, configuration, false)));
    peers.put("redisson", redisson(port, keys, permits, window));
    return peers;
  }

  private static ProxyManager<byte[]> onJedis(int port) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(THREADS);
    pool.setMaxIdle(THREADS);
    return Bucket4jJedis.casBasedBuilder(new JedisPooled(pool, "127.0.0.1", port))
        .expirationAfterWrite(
            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(HOUR))
        .build();
  }

  private static ProxyManager<byte[]> onLettuce(int port) {
    return Bucket4jLettuce.casBasedBuilder(RedisClient.create("redis://127.0.0.1:" + port))
        .expirationAfterWrite(
            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(HOUR))
        .build();
  }

  private static Bucket[] buckets(
      ProxyManager<byte[]> manager,
      String prefix,
      int keys,
      BucketConfiguration configuration,
      boolean batching) {
    return IntStream.range(0, keys)
        .mapToObj(
            key -> {
              byte[] name =
                  (prefix + configuration.hashCode() + key).getBytes(StandardCharsets.UTF_8);
              var builder = manager.builder();
              return (batching ? builder.withOptimization(Optimizations.batching()) : builder)
                  .build(name, () -> configuration);
            })
        .toArray(Bucket[]::new);
  }

  private static IntConsumer of(Bucket[] buckets) {
    return key -> {
      boolean unused = buckets[key].tryConsume(1);
    };
  }

  private static IntConsumer redisson(int port, int keys, long permits, Duration window) {
    Config config = new Config();
    config.useSingleServer().setAddress("redis://127.0.0.1:" + port).setConnectionPoolSize(THREADS);
    var client = Redisson.create(config);
    RRateLimiter[] limiters =
        IntStream.range(0, keys)
            .mapToObj(
                key -> {
                  RRateLimiter limiter = client.getRateLimiter("rr" + permits + key);
                  boolean unused = limiter.trySetRate(RateType.OVERALL, permits, window);
                  return limiter;
                })
            .toArray(RRateLimiter[]::new);
    return key -> {
      boolean unused = limiters[key].tryAcquire();
    };
  }

  /** Limiters in process, one key, never empty; called by reflection. */
  public static Map<String, IntConsumer> local() {
    Map<String, IntConsumer> peers = new LinkedHashMap<>();
    RateLimiter guava = RateLimiter.create(1e9);
    peers.put(
        "guava",
        key -> {
          boolean unused = guava.tryAcquire();
        });
    var resilience4j =
        io.github.resilience4j.ratelimiter.RateLimiter.of(
            "x",
            RateLimiterConfig.custom()
                .limitForPeriod(1_000_000_000)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build());
    peers.put(
        "resilience4j",
        key -> {
          boolean unused = resilience4j.acquirePermission();
        });
    Bucket bucket =
        Bucket.builder()
            .addLimit(
                Bandwidth.builder()
                    .capacity(1_000_000_000_000L)
                    .refillGreedy(1_000_000_000_000L, HOUR)
                    .build())
            .build();
    peers.put(
        "bucket4j-local",
        key -> {
          boolean unused = bucket.tryConsume(1);
        });
    return peers;
  }
}
