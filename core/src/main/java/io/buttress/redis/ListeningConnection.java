package io.buttress.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;

/**
 * A connection on which messages come. Jedis has the same as JedisPubSub, which needs a library
 * that is not to be in every WAR for it.
 *
 * <p>One thread reads; after the subscription another one writes, and never two.
 */
final class ListeningConnection extends Connection {
  ListeningConnection(HostAndPort server, JedisClientConfig config) {
    super(server, config);
  }

  void subscribe(String channel) {
    setTimeoutInfinite();
    sendCommand(Command.SUBSCRIBE, channel);
    flush();
  }

  /** Asks for a sign of life, which is one of the messages. */
  void sendPing() {
    sendCommand(Command.PING);
    flush();
  }

  /**
   * Waits for the next message, as long as an answer to a blocking command may take.
   *
   * @return its kind, and what belongs to it: of a {@code message} the channel and the text
   */
  List<String> next() {
    return getUnflushedObject() instanceof List<?> words
        ? words.stream().map(ListeningConnection::text).toList()
        : List.of("");
  }

  private static String text(Object word) {
    return word instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(word);
  }
}
