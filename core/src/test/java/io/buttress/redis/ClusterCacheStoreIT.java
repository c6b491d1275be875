package io.buttress.redis;

import static io.buttress.cache.TestResponses.key;
import static io.buttress.cache.TestResponses.request;
import static io.buttress.cache.TestResponses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CacheKey;
import io.buttress.cache.CacheStore;
import io.buttress.cache.Mark;
import io.buttress.cache.Purge;
import io.buttress.cache.internal.NearCacheStore;
import io.buttress.embedded.EmbeddedCluster;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.SlotMigration;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Responses in a cluster: over all of its servers, and while a slot moves. */
class ClusterCacheStoreIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String TAG = Mark.tag("all");
  private static final List<CacheKey> KEYS =
      IntStream.range(0, 48).mapToObj(i -> key("/books/" + i)).toList();

  private static void fill(CacheStore node) {
    for (CacheKey key : KEYS) {
      assertThat(node.put(key, node.begin(key, HOUR), response("x", TAG), HOUR)).isTrue();
    }
  }

  private static long found(CacheStore node) {
    return KEYS.stream().filter(key -> node.find(key, request()).isPresent()).count();
  }

  @Test
  void nodes_share_and_purge_over_all_servers_also_while_a_slot_moves() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        CacheNodes nodes = new CacheNodes(cluster.uri())) {
      NearCacheStore here = nodes.near();
      NearCacheStore there = nodes.near();
      fill(here);
      assertThat(found(there)).isEqualTo(KEYS.size());
      for (EmbeddedRedis server : cluster.nodes()) {
        assertThat(CacheNodes.keys(server)).hasSizeGreaterThan(4);
      }
      here.purge(List.of(Purge.hard(TAG)));
      assertThat(found(here)).isZero();
      await().until(() -> found(there) == 0);

      fill(here);
      CacheStore reader = nodes.store();
      assertThat(found(reader)).isEqualTo(KEYS.size());
      int slot = cluster.slotOf("bt:{c3}p");
      EmbeddedRedis owner = cluster.ownerOf(slot);
      EmbeddedRedis target =
          cluster.nodes().stream().filter(node -> node != owner).findFirst().orElseThrow();
      SlotMigration migration = cluster.beginMigration(slot, target);
      assertThat(found(reader)).isEqualTo(KEYS.size());
      migration.moveKeys();
      assertThat(found(reader)).isEqualTo(KEYS.size());
      migration.finish();
      assertThat(found(reader)).isEqualTo(KEYS.size());
      here.purge(List.of(Purge.hard(Mark.EVERYTHING)));
      assertThat(found(here)).isZero();
      assertThat(found(reader)).isZero();
      await().until(() -> found(there) == 0);
      fill(there);
      assertThat(found(reader)).isEqualTo(KEYS.size());
    }
  }
}
