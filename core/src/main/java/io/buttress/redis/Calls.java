package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Function;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** May Redis be called, and what does the outcome of a call say about it? */
final class Calls {
  private final Lookout lookout;
  private final Breaker breaker;
  private final long readTimeout;

  Calls(Lookout lookout, Breaker breaker, Duration readTimeout) {
    this.lookout = lookout;
    this.breaker = breaker;
    this.readTimeout = readTimeout.toNanos();
  }

  /**
   * Makes a call about one slot of a cluster: that its node hangs says nothing about the others.
   *
   * @param key in that slot
   * @param requests how many are waiting for the answer
   * @throws CommandRefusedException if Redis works, but refuses this command
   * @throws StoreUnavailableException if the breaker is open, or the call fails
   */
  <T> T make(String key, int requests, Function<UnifiedJedis, T> command) {
    HungNodes nodes = lookout.hung();
    if (nodes == null) {
      return make(requests, command, breaker::failed);
    }
    if (nodes.have(key)) {
      breaker.refused();
      lookout.seeThatOneLooks();
      throw new LeftAloneException();
    }
    return make(
        requests,
        command,
        (nanos, cause, count) -> {
          if (nanos >= readTimeout) {
            // Failures in a row would not show it, as other nodes answer in between.
            breaker.failedElsewhere(nanos);
            breaker.lostInPart(nodes.add(key).toString(), String.valueOf(cause.getMessage()));
          } else {
            breaker.failed(nanos, cause, count);
          }
        });
  }

  /**
   * Makes a call about one slot; that Redis has no memory left is not for the breaker, as much can
   * be done that takes none.
   *
   * @throws StoreFullException if Redis works, but has no memory left
   */
  <T> T makeUnlessFull(String key, Function<UnifiedJedis, T> command) {
    return make(
        key,
        1,
        jedis -> {
          try {
            return command.apply(jedis);
          } catch (JedisDataException e) {
            throw StoreFullException.isMeant(e) ? new StoreFullException(e) : e;
          }
        });
  }

  /** Who hears of a call that failed. */
  @FunctionalInterface
  private interface Failed {
    void after(long nanos, RuntimeException cause, int requests);
  }

  private <T> T make(int requests, Function<UnifiedJedis, T> command, Failed failed) {
    UnifiedJedis current = lookout.client();
    if (current == null || !breaker.admits()) {
      lookout.seeThatOneLooks();
      throw new LeftAloneException();
    }
    long start = System.nanoTime();
    try {
      T result = onceMoreIfReadOnly(current, command);
      breaker.succeeded(System.nanoTime() - start);
      return result;
    } catch (StoreFullException e) {
      breaker.succeeded(System.nanoTime() - start);
      throw e;
    } catch (JedisException e) {
      if (CommandRefusedException.isMeant(e)) {
        breaker.succeeded(System.nanoTime() - start);
        throw new CommandRefusedException(e);
      }
      failed.after(System.nanoTime() - start, e, requests);
      if (e instanceof JedisConnectionException) {
        ConnectionPools.clear(current);
      }
      throw new StoreUnavailableException("Redis: " + e.getMessage(), e);
    }
  }

  /** After a failover a live connection may lead to what is a replica now. */
  static <T> T onceMoreIfReadOnly(UnifiedJedis jedis, Function<UnifiedJedis, T> command) {
    try {
      return command.apply(jedis);
    } catch (JedisDataException e) {
      if (!ErrorAnswer.of(e).startsWith("READONLY")) {
        throw e;
      }
      ConnectionPools.clear(jedis);
      return command.apply(jedis);
    }
  }

  /**
   * Requests that waited for their turn failed with a call. If it was for want of an answer they
   * count as calls: whoever comes next would wait as long.
   */
  void missed(int requests, RuntimeException cause) {
    // The node of a cluster is known to hang by now.
    if (lookout.hung() == null && isTimeout(cause)) {
      Throwable first = cause.getCause();
      breaker.missed(requests, readTimeout, first instanceof JedisException e ? e : cause);
    }
  }

  private static boolean isTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }
}
