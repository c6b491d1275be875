package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Redis works, but answers a command with an error that is about its keys or arguments, such as a
 * key that somebody else has put another type of data under, or keys that are on their way to
 * another node of a cluster.
 */
final class CommandRefusedException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;
  // Said to a connection, which is closed then, and not to a command.
  private static final String TOO_MANY = "ERR max number of clients";

  CommandRefusedException(JedisException cause) {
    super("Redis: " + cause.getMessage(), cause);
  }

  /** Unlike {@code OOM}, {@code LOADING} and others, which any command would be answered. */
  static boolean isMeant(JedisException e) {
    if (!(e instanceof JedisDataException error)) {
      return false;
    }
    String answer = ErrorAnswer.of(error);
    return answer.startsWith("WRONGTYPE")
        || (answer.startsWith("ERR ") && !answer.startsWith(TOO_MANY))
        || answer.startsWith("TRYAGAIN");
  }
}
