package io.buttress.config;

import java.util.List;
import java.util.Optional;

/**
 * Where Redis is, as the property {@code buttress.redis.uri} says.
 *
 * @param topology what answers there
 * @param tls whether connections are encrypted
 * @param nodes the server, or the sentinels, or some nodes of the cluster; empty for {@code
 *     EMBEDDED}
 * @param master with {@code SENTINEL}: the name under which the sentinels know the master
 * @param user the user, if the URI names one
 * @param password the password, if the URI names one
 * @param database from 0; always 0 in a cluster
 */
public record RedisUri(
    Topology topology,
    boolean tls,
    List<Node> nodes,
    Optional<String> master,
    Optional<String> user,
    Optional<Secret> password,
    int database) {
  /** What may be written, for messages. */
  public static final String ALLOWED =
      "redis://[user:password@]host[:port][/database], rediss:// for TLS,"
          + " redis-sentinel://host,host/master[/database], redis-cluster://host,host,"
          + " or with the development jar embedded:";

  public RedisUri {
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads a URI. What is special in a password may be percent-encoded, and {@code %} has to be.
   *
   * @throws IllegalArgumentException if it can't be read; the message shows nothing of it
   */
  public static RedisUri parse(String text) {
    return new RedisUriParser(text).parse();
  }

  /** The URI without what is secret in it, for messages; works for malformed ones, too. */
  public static String mask(String text) {
    return RedisUriParser.mask(text);
  }

  /** What answers at the nodes. */
  public enum Topology {
    /** One server. */
    STANDALONE,
    /** Sentinels that know where the master is. */
    SENTINEL,
    /** A cluster. */
    CLUSTER,
    /** A server that Buttress starts for development; needs the development jar. */
    EMBEDDED
  }

  /**
   * A host and a port.
   *
   * @param host a name or an address, IPv6 without brackets
   * @param port from 1 to 65535
   */
  public record Node(String host, int port) {}
}
