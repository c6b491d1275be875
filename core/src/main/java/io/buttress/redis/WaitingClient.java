package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Commands that block, on connections that nobody else wants. They do not count for the breaker: an
 * answer that takes long is what they are for.
 */
final class WaitingClient implements AutoCloseable {
  private final RedisSettings settings;
  private @Nullable UnifiedJedis client;
  private boolean closed;

  WaitingClient(RedisSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes the first element off a list, and waits for one if there is none.
   *
   * @param atMost up to {@link JedisClients#LONGEST_WAIT}; zero or less: 1 ms
   * @return whether there was one
   */
  boolean takeFirst(String list, Duration atMost) {
    Duration longest = JedisClients.LONGEST_WAIT;
    long millis = Math.max(1, Math.min(atMost.toMillis(), longest.toMillis()));
    return call(jedis -> jedis.blpop(millis / 1000d, list) != null);
  }

  /**
   * Makes a call that may take long.
   *
   * @throws StoreUnavailableException if it fails
   */
  <T> T call(Function<UnifiedJedis, T> command) {
    try {
      UnifiedJedis jedis = client();
      try {
        return Calls.onceMoreIfReadOnly(jedis, command);
      } catch (JedisConnectionException e) {
        JedisClients.clearPools(jedis);
        throw e;
      }
    } catch (JedisException e) {
      throw new StoreUnavailableException("Redis: " + e.getMessage(), e);
    }
  }

  private synchronized UnifiedJedis client() {
    if (closed) {
      throw new LeftAloneException();
    }
    UnifiedJedis current = client;
    if (current == null) {
      current = JedisClients.openForWaiting(settings);
      client = current;
    }
    return current;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }
}
