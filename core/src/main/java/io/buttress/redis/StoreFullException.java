package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Redis works, but has no memory left for what was to be written. */
final class StoreFullException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  StoreFullException(Throwable cause) {
    super("Redis has no memory left: " + cause.getMessage(), cause);
  }

  static boolean isMeant(JedisDataException e) {
    return ErrorAnswer.of(e).startsWith("OOM ");
  }
}
