package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.error.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Commands that block, on connections that nobody else wants. They do not count for the breaker: an
 * answer that takes long is what they are for.
 */
final class WaitingClient implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WaitingClient.class.getName());
  // As long as that a node may take to end that waits.
  private static final long LONGEST_HERE_MILLIS = 250;

  private final RedisSettings settings;
  // Whether Redis has refused the latest wait.
  private volatile boolean refused;
  private @Nullable UnifiedJedis client;
  private boolean closed;

  WaitingClient(RedisSettings settings) {
    this.settings = settings;
  }

  /** See {@link RedisConnection#runAfterFirst}. */
  Object runAfterFirst(String list, Duration atMost, ScriptRuns run) {
    long millis = Math.max(1, Math.min(atMost.toMillis(), JedisClients.LONGEST_WAIT.toMillis()));
    int longest = Math.toIntExact(settings.readTimeout().toMillis() + millis);
    if (refused) {
      waitHere(Math.min(millis, LONGEST_HERE_MILLIS));
    }
    return call(
        jedis -> {
          List<Response<?>> waits = new ArrayList<>();
          Supplier<AbstractPipeline> pipelines =
              () -> {
                AbstractPipeline pipeline = JedisClients.patientPipeline(jedis, list, longest);
                // What did not find its script or its slot is sent again: the wait is over then.
                if (waits.isEmpty()) {
                  waits.add(pipeline.blpop(millis / 1000d, list));
                }
                return pipeline;
              };
          Object answer =
              run.make(pipelines, 0, 0, () -> JedisClients.findNodes(jedis)).answers().get(0);
          noteRefusal(waits.get(0));
          return answer;
        });
  }

  /** Who is refused the wait, but not the script, would else come again at once, and again. */
  private void noteRefusal(Response<?> wait) {
    boolean before = refused;
    try {
      Object unused = wait.get();
      refused = false;
    } catch (JedisRedirectionException e) {
      LOG.log(Level.DEBUG, "The slot has moved", e);
    } catch (JedisDataException e) {
      refused = true;
      if (!before) {
        LOG.log(
            Level.WARNING,
            "Redis lets nobody wait in it ({0}), so it is asked every {1} ms",
            e.getMessage(),
            LONGEST_HERE_MILLIS);
      }
    }
  }

  private static void waitHere(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
