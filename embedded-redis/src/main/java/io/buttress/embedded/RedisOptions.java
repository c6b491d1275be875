package io.buttress.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

/** How an embedded Redis is to be started; every setting of redis.conf can be given. */
public final class RedisOptions {
  private static final int ANY_PORT = 0;

  private int port = ANY_PORT;
  private boolean sentinel;
  private final Map<String, String> directives = new LinkedHashMap<>();

  RedisOptions() {}

  /**
   * Listens on this port of the loopback interface; without it, on a free one.
   *
   * @param port 1 to 65535, or 0 for a free one
   */
  public RedisOptions port(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, but is " + port);
    }
    this.port = port;
    return this;
  }

  /**
   * Sets a directive of redis.conf, such as {@code with("maxmemory", "10mb")}; the last value wins.
   *
   * @param value as it would stand in redis.conf, quotes included
   */
  public RedisOptions with(String directive, String value) {
    if (directive.equals("port") || directive.equals("bind")) {
      throw new IllegalArgumentException(
          directive + ": use port(int); the interface is always the loopback one");
    }
    directives.put(directive, value);
    return this;
  }

  /** Asks clients for this password. It must not hold spaces or quotes. */
  public RedisOptions password(String password) {
    return with("requirepass", password);
  }

  RedisOptions sentinel() {
    sentinel = true;
    return this;
  }

  boolean isSentinel() {
    return sentinel;
  }

  int port() {
    return port;
  }

  boolean wantsAnyPort() {
    return port == ANY_PORT;
  }

  String passwordOrEmpty() {
    return directives.getOrDefault("requirepass", "");
  }

  /** The text of redis.conf for a server in this folder on this port. */
  String toConf(int chosenPort, String folder) {
    StringBuilder conf = new StringBuilder();
    conf.append("port ").append(chosenPort).append('\n');
    conf.append("bind 127.0.0.1\n");
    conf.append("dir \"").append(folder).append("\"\n");
    if (!sentinel) {
      conf.append("save \"\"\n");
    }
    directives.forEach((name, value) -> conf.append(name).append(' ').append(value).append('\n'));
    return conf.toString();
  }
}
