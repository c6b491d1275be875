package io.buttress.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EmbeddedClusterIT {
  @Test
  void answers_ask_and_then_moved_while_a_slot_migrates() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      int slot = cluster.slotOf("{a}1");
      EmbeddedRedis source = cluster.ownerOf(slot);
      EmbeddedRedis target =
          cluster.nodes().stream().filter(node -> node != source).findFirst().orElseThrow();
      source.command("SET", "{a}1", "here");

      SlotMigration migration = cluster.beginMigration(slot, target);
      assertThat(source.command("GET", "{a}1")).isEqualTo("here");
      assertThatThrownBy(() -> source.command("GET", "{a}2"))
          .hasMessageContaining("ASK " + slot + " " + target.address());

      migration.moveKeys();
      migration.finish();
      assertThatThrownBy(() -> source.command("GET", "{a}1"))
          .hasMessageContaining("MOVED " + slot + " " + target.address());
      assertThat(target.command("GET", "{a}1")).isEqualTo("here");
      assertThat(cluster.ownerOf(slot)).isSameAs(target);
    }
  }

  @Test
  void shares_all_slots_among_its_nodes() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      assertThat(cluster.uri()).isEqualTo("redis-cluster://" + cluster.addresses());
      assertThat(cluster.ownerOf(0)).isSameAs(cluster.nodes().get(0));
      assertThat(cluster.ownerOf(8_000)).isSameAs(cluster.nodes().get(1));
      assertThat(cluster.ownerOf(16_383)).isSameAs(cluster.nodes().get(2));
    }
  }
}
