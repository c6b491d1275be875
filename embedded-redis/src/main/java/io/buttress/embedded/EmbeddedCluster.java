package io.buttress.embedded;

import java.util.ArrayList;
import java.util.List;

/** A Redis Cluster of three masters without replicas, each a process on the loopback interface. */
public final class EmbeddedCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final int SLOTS = 16_384;

  private final List<EmbeddedRedis> nodes = new ArrayList<>();

  private EmbeddedCluster() {}

  /**
   * Starts the nodes, shares the slots among them and waits until all of them say that the cluster
   * is whole.
   *
   * @throws EmbeddedRedisException if it is not within 30 s
   */
  public static EmbeddedCluster start() {
    EmbeddedCluster cluster = new EmbeddedCluster();
    try {
      cluster.launch();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void launch() {
    for (int i = 0; i < NODES; i++) {
      EmbeddedRedis node = startNode();
      nodes.add(node);
      String first = Integer.toString(i * SLOTS / NODES);
      String last = Integer.toString((i + 1) * SLOTS / NODES - 1);
      node.command("CLUSTER", "ADDSLOTSRANGE", first, last);
      // Nodes that meet with the same epoch would first have to settle who yields.
      node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    // Everybody meets everybody: gossip alone takes seconds.
    for (EmbeddedRedis node : nodes) {
      nodes.stream().filter(other -> other != node).forEach(other -> meet(node, other));
    }
    awaitWhole();
  }

  private static EmbeddedRedis startNode() {
    int busPort = FreePort.find();
    return EmbeddedRedis.start(
        options ->
            options
                .with("cluster-enabled", "yes")
                .with("cluster-port", Integer.toString(busPort))
                .with("cluster-announce-ip", "127.0.0.1")
                .with("cluster-node-timeout", "2000"));
  }

  private static void meet(EmbeddedRedis node, EmbeddedRedis other) {
    String busPort = other.commandForList("CONFIG", "GET", "cluster-port").get(1);
    node.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()), busPort);
  }

  private void awaitWhole() {
    for (EmbeddedRedis node : nodes) {
      Patience.until("cluster whole for " + node.port(), () -> isWholeFor(node));
    }
  }

  private static boolean isWholeFor(EmbeddedRedis node) {
    String info = node.command("CLUSTER", "INFO");
    return info.contains("cluster_state:ok")
        && info.contains("cluster_slots_ok:" + SLOTS)
        && info.contains("cluster_known_nodes:" + NODES);
  }

  /** The nodes, in the order of their first slots. */
  public List<EmbeddedRedis> nodes() {
    return List.copyOf(nodes);
  }

  /** Where the nodes listen: {@code 127.0.0.1:p1,127.0.0.1:p2,127.0.0.1:p3}. */
  public String addresses() {
    return String.join(",", nodes.stream().map(EmbeddedRedis::address).toList());
  }

  /** For {@code buttress.redis.uri}: {@code redis-cluster://host:port,...}. */
  public String uri() {
    return "redis-cluster://" + addresses();
  }

  /** The slot of a key, 0 to 16383. */
  public int slotOf(String key) {
    return Integer.parseInt(nodes.get(0).command("CLUSTER", "KEYSLOT", key));
  }

  /** The node that owns a slot, by what that node says itself. */
  public EmbeddedRedis ownerOf(int slot) {
    for (EmbeddedRedis node : nodes) {
      if (owns(node, slot)) {
        return node;
      }
    }
    throw new EmbeddedRedisException("nobody owns slot " + slot);
  }

  private static boolean owns(EmbeddedRedis node, int slot) {
    String self =
        node.command("CLUSTER", "NODES")
            .lines()
            .filter(line -> line.contains("myself"))
            .findAny()
            .orElseThrow();
    String[] words = self.split(" ", -1);
    for (int i = 8; i < words.length; i++) {
      if (!words[i].startsWith("[") && holds(words[i], slot)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(String range, int slot) {
    int dash = range.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
    int last = Integer.parseInt(dash < 0 ? range : range.substring(dash + 1));
    return first <= slot && slot <= last;
  }

  /**
   * Begins to move a slot. Until {@link SlotMigration#finish}, keys that are there stay with the
   * old owner and everything else is answered with ASK.
   *
   * @param slot 0 to 16383
   * @param target a node that does not own it
   */
  public SlotMigration beginMigration(int slot, EmbeddedRedis target) {
    EmbeddedRedis source = ownerOf(slot);
    if (source == target) {
      throw new IllegalArgumentException("slot " + slot + " is there already");
    }
    return SlotMigration.begin(nodes, slot, source, target);
  }

  /** Moves a slot with all of its keys to another node. */
  public void migrate(int slot, EmbeddedRedis target) {
    SlotMigration migration = beginMigration(slot, target);
    migration.moveKeys();
    migration.finish();
  }

  /** Ends all processes. */
  @Override
  public void close() {
    nodes.forEach(EmbeddedRedis::close);
  }
}
