package io.buttress.embedded;

import java.util.ArrayList;
import java.util.List;

/** A slot of a cluster on its way to another node; a test decides how far it has come. */
public final class SlotMigration {
  private static final String TIMEOUT_MILLIS = "5000";
  private static final String KEYS_A_ROUND = "100";

  private final List<EmbeddedRedis> nodes;
  private final String slot;
  private final EmbeddedRedis source;
  private final EmbeddedRedis target;

  private SlotMigration(
      List<EmbeddedRedis> nodes, int slot, EmbeddedRedis source, EmbeddedRedis target) {
    this.nodes = List.copyOf(nodes);
    this.slot = Integer.toString(slot);
    this.source = source;
    this.target = target;
  }

  static SlotMigration begin(
      List<EmbeddedRedis> nodes, int slot, EmbeddedRedis source, EmbeddedRedis target) {
    SlotMigration migration = new SlotMigration(nodes, slot, source, target);
    target.command("CLUSTER", "SETSLOT", migration.slot, "IMPORTING", idOf(source));
    source.command("CLUSTER", "SETSLOT", migration.slot, "MIGRATING", idOf(target));
    return migration;
  }

  private static String idOf(EmbeddedRedis node) {
    return node.command("CLUSTER", "MYID");
  }

  /** Moves the keys that are in the slot now. */
  public void moveKeys() {
    List<String> keys = keysToMove();
    while (!keys.isEmpty()) {
      List<String> words =
          new ArrayList<>(
              List.of("MIGRATE", "127.0.0.1", Integer.toString(target.port()), "", "0"));
      words.addAll(List.of(TIMEOUT_MILLIS, "KEYS"));
      words.addAll(keys);
      source.command(words.toArray(String[]::new));
      keys = keysToMove();
    }
  }

  private List<String> keysToMove() {
    return source.commandForList("CLUSTER", "GETKEYSINSLOT", slot, KEYS_A_ROUND);
  }

  /** Tells all nodes that the slot has moved; keys must not be left behind. */
  public void finish() {
    String owner = idOf(target);
    target.command("CLUSTER", "SETSLOT", slot, "NODE", owner);
    source.command("CLUSTER", "SETSLOT", slot, "NODE", owner);
    for (EmbeddedRedis node : nodes) {
      if (node != source && node != target) {
        node.command("CLUSTER", "SETSLOT", slot, "NODE", owner);
      }
    }
  }
}
