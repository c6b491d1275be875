package io.buttress.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The nodes of a cluster that did not answer in time. Each is left alone until it answers again, or
 * another node has its slots; what the others hold is not concerned.
 */
final class HungNodes {
  private final ClusterConnectionProvider slots;
  // Of each a key in a slot that it had.
  private final Map<HostAndPort, String> probeKeys = new ConcurrentHashMap<>();

  HungNodes(ClusterConnectionProvider slots) {
    this.slots = slots;
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return probeKeys.isEmpty();
  }

  /** Whether the node that has a key is one of them. */
  boolean have(String key) {
    return !probeKeys.isEmpty() && probeKeys.containsKey(nodeOf(key));
  }

  /** The node that has a key did not answer. */
  HostAndPort add(String key) {
    HostAndPort node = nodeOf(key);
    probeKeys.put(node, besides(key));
    return node;
  }

  private HostAndPort nodeOf(String key) {
    HostAndPort node = slots.getNode(JedisClusterCRC16.getSlot(key));
    return node == null ? new HostAndPort("nobody", 0) : node;
  }

  /** Another key in the same slot. */
  static String besides(String key) {
    int end = key.indexOf('}');
    return (end < 0 ? "{" + key + "}" : key.substring(0, end + 1)) + "probe";
  }

  /** Looks who is back. */
  void probe(UnifiedJedis client, Probe probe) {
    probeKeys.forEach(
        (node, key) -> {
          if (probe.answers(client, key)) {
            probeKeys.remove(node);
          }
        });
  }

  /** How a node is asked. */
  @FunctionalInterface
  interface Probe {
    boolean answers(UnifiedJedis client, String key);
  }
}
