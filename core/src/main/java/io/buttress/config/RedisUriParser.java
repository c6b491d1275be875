package io.buttress.config;

import io.buttress.config.RedisUri.Node;
import io.buttress.config.RedisUri.Topology;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link RedisUri}. Not {@link java.net.URI}: that knows one host, and cuts a password that
 * somebody left unencoded in two, and says so with the password in its message.
 */
final class RedisUriParser {
  private static final Pattern SCHEME =
      Pattern.compile("(rediss?)(-sentinel|-cluster)?://(.*)", Pattern.DOTALL);
  private static final Pattern NODE =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");
  private static final Pattern HARMLESS =
      Pattern.compile("[A-Za-z0-9._,-]+(:\\d{1,5}[\\w:,./-]*)?(/.*)?");
  private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]+");
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int MOST_DATABASES = 10_000;

  private final String text;

  RedisUriParser(String text) {
    this.text = text.strip();
  }

  RedisUri parse() {
    if (text.equals("embedded:")) {
      return new RedisUri(
          Topology.EMBEDDED,
          false,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0);
    }
    Matcher matcher = SCHEME.matcher(text);
    require(matcher.matches(), "allowed is " + RedisUri.ALLOWED);
    Topology topology = topology(matcher.group(2));
    String rest = matcher.group(3);
    // The last one: what an unencoded password holds is in front of it.
    int at = rest.lastIndexOf('@');
    String[] hostsAndPath = rest.substring(at + 1).split("/", -1);
    List<Node> nodes = nodes(hostsAndPath[0], topology);
    require(
        topology != Topology.STANDALONE || nodes.size() == 1,
        "redis:// names one server; several are redis-sentinel:// or redis-cluster://");
    String[] userInfo = at < 0 ? new String[0] : rest.substring(0, at).split(":", 2);
    return new RedisUri(
        topology,
        matcher.group(1).equals("rediss"),
        nodes,
        master(topology, hostsAndPath),
        part(userInfo, userInfo.length == 2 ? 0 : -1),
        part(userInfo, userInfo.length - 1).map(Secret::new),
        database(topology, hostsAndPath));
  }

  private static Topology topology(@Nullable String suffix) {
    if (suffix == null) {
      return Topology.STANDALONE;
    }
    return suffix.equals("-sentinel") ? Topology.SENTINEL : Topology.CLUSTER;
  }

  private static List<Node> nodes(String text, Topology topology) {
    List<Node> nodes = new ArrayList<>();
    for (String node : text.split(",", -1)) {
      Matcher matcher = NODE.matcher(node.strip());
      require(
          matcher.matches(), "a host is a name or an address with an optional port, IPv6 in []");
      String host = matcher.group(1).replaceAll("[\\[\\]]", "");
      int standard = topology == Topology.SENTINEL ? SENTINEL_PORT : PORT;
      int port = matcher.group(2) == null ? standard : Integer.parseInt(matcher.group(2));
      require(port >= 1 && port <= 65_535, "a port lies between 1 and 65535");
      nodes.add(new Node(host, port));
    }
    return nodes;
  }

  private static Optional<String> master(Topology topology, String[] hostsAndPath) {
    if (topology != Topology.SENTINEL) {
      return Optional.empty();
    }
    require(
        hostsAndPath.length > 1 && MASTER.matcher(hostsAndPath[1]).matches(),
        "the sentinels need the master's name: redis-sentinel://host,host/master");
    return Optional.of(hostsAndPath[1]);
  }

  private static int database(Topology topology, String[] hostsAndPath) {
    int position = topology == Topology.SENTINEL ? 2 : 1;
    require(hostsAndPath.length <= position + 1, "nothing may follow the database");
    if (hostsAndPath.length <= position || hostsAndPath[position].isEmpty()) {
      return 0;
    }
    String database = hostsAndPath[position];
    require(
        database.matches("\\d{1,4}"), "a database is a number from 0 to " + (MOST_DATABASES - 1));
    int number = Integer.parseInt(database);
    require(topology != Topology.CLUSTER || number == 0, "a cluster has the database 0 alone");
    return number;
  }

  private static Optional<String> part(String[] userInfo, int position) {
    if (position < 0 || userInfo[position].isEmpty()) {
      return Optional.empty();
    }
    try {
      String literalPlus = userInfo[position].replace("+", "%2B");
      return Optional.of(URLDecoder.decode(literalPlus, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes the password.
      throw new IllegalArgumentException("a % in the user or password has to be written %25");
    }
  }

  private static void require(boolean condition, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException(allowed);
    }
  }

  static String mask(String text) {
    Matcher matcher = SCHEME.matcher(text.strip());
    if (!matcher.matches()) {
      return text.strip().equals("embedded:") ? text : "***";
    }
    String rest = matcher.group(3);
    int at = rest.lastIndexOf('@');
    String hosts = rest.substring(at + 1);
    // 'redis://:secret' and the like: a password whose host was forgotten.
    String shown = HARMLESS.matcher(hosts).matches() ? hosts : "***";
    String scheme = text.strip().substring(0, text.strip().indexOf("://") + 3);
    return scheme + (at < 0 ? "" : "***@") + shown;
  }
}
