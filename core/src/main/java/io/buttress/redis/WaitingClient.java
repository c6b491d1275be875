package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
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

  /** See {@link RedisConnection#runAfterFirst}. */
  Object runAfterFirst(String list, Duration atMost, ScriptRuns run) {
    long millis = Math.max(1, Math.min(atMost.toMillis(), JedisClients.LONGEST_WAIT.toMillis()));
    int longest = Math.toIntExact(settings.readTimeout().toMillis() + millis);
    return call(
        jedis -> {
          AtomicBoolean waited = new AtomicBoolean();
          Supplier<AbstractPipeline> pipelines =
              () -> {
                AbstractPipeline pipeline = JedisClients.patientPipeline(jedis, list, longest);
                // What did not find its script or its slot is sent again: the wait is over then.
                if (!waited.getAndSet(true)) {
                  var unused = pipeline.blpop(millis / 1000d, list);
                }
                return pipeline;
              };
          return run.make(pipelines, 0, 0, () -> JedisClients.findNodes(jedis)).answers().get(0);
        });
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
        ConnectionPools.clear(jedis);
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
