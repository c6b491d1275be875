package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedCluster;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.EmbeddedSentinel;
import io.buttress.embedded.SlotMigration;
import io.buttress.error.StoreUnavailableException;
import io.buttress.idempotency.Claim;
import io.buttress.idempotency.ClaimDemand;
import io.buttress.idempotency.ClaimResult;
import io.buttress.idempotency.IdempotencyStore;
import io.buttress.idempotency.IdempotencyStore.Renewal;
import io.buttress.idempotency.IdempotencyStore.Renewed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys in a Redis of several servers, while they change their roles. */
class IdempotencyTopologyIT {
  private static final int KEYS = 48;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final byte[] RECORD = {1, 2, 3};

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final List<RedisConnection> connections = new ArrayList<>();

  @AfterEach
  void stop() {
    connections.forEach(RedisConnection::close);
    scheduler.shutdownNow();
  }

  private IdempotencyStore connect(String uri) {
    RedisConnection connection =
        RedisConnection.open(RedisSettings.of(uri), scheduler, RedisListener.NONE);
    connections.add(connection);
    return new RedisIdempotencyStore(connection);
  }

  private static ClaimResult claim(IdempotencyStore node, int key, String owner) {
    return node.claim(
        new ClaimDemand("key-" + key, owner, new byte[] {7}, HOUR, HOUR, HOUR.plus(HOUR), true));
  }

  private static List<Claim> claimAll(IdempotencyStore node) {
    List<Claim> claims = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      ClaimResult.Acquired acquired = (ClaimResult.Acquired) claim(node, key, "owner-" + key);
      claims.add(new Claim("key-" + key, "owner-" + key, acquired.fence()));
    }
    return claims;
  }

  private static void assertAll(IdempotencyStore node, Class<? extends ClaimResult> state) {
    for (int key = 0; key < KEYS; key++) {
      assertThat(claim(node, key, "another")).as("key %s", key).isInstanceOf(state);
    }
  }

  private static void renewAll(IdempotencyStore node, List<Claim> claims) {
    List<Renewal> renewals = claims.stream().map(claim -> new Renewal(claim, HOUR)).toList();
    assertThat(node.renew(renewals)).hasSize(KEYS).containsOnly(Renewed.YES);
  }

  @Test
  void in_a_cluster_a_key_is_claimed_once_also_while_its_slot_moves() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      IdempotencyStore here = connect(cluster.uri());
      IdempotencyStore there = connect(cluster.uri());
      List<Claim> claims = claimAll(here);
      assertAll(there, ClaimResult.Running.class);
      int slot = cluster.slotOf(new Keys("bt:").idempotency("key-0"));
      EmbeddedRedis owner = cluster.ownerOf(slot);
      EmbeddedRedis target =
          cluster.nodes().stream().filter(node -> node != owner).findFirst().orElseThrow();
      SlotMigration migration = cluster.beginMigration(slot, target);
      assertAll(there, ClaimResult.Running.class);
      renewAll(here, claims);
      migration.moveKeys();
      assertAll(there, ClaimResult.Running.class);
      renewAll(here, claims);
      assertThat(here.complete(claims.get(0), RECORD, HOUR)).isTrue();
      migration.finish();
      claims.forEach(claim -> assertThat(here.complete(claim, RECORD, HOUR)).isTrue());
      assertAll(there, ClaimResult.Completed.class);
      Claim stranger = new Claim("key-0", "a stranger", 1);
      assertThat(there.complete(stranger, new byte[] {9}, HOUR)).isFalse();
    }
  }

  @Test
  void after_a_failover_by_sentinel_claims_and_answers_are_there() throws Exception {
    try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
      IdempotencyStore here = connect(sentinel.uri());
      IdempotencyStore there = connect(sentinel.uri());
      List<Claim> claims = claimAll(here);
      // What the replica does not have yet is lost in a failover.
      await().until(() -> sentinel.replica().command("DBSIZE").equals("" + KEYS));
      sentinel.failover();
      awaitAnswers(here);
      awaitAnswers(there);
      assertAll(there, ClaimResult.Running.class);
      claims.forEach(claim -> assertThat(here.complete(claim, RECORD, HOUR)).isTrue());
      assertAll(there, ClaimResult.Completed.class);
    }
  }

  private static void awaitAnswers(IdempotencyStore node) {
    await()
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .atMost(Duration.ofSeconds(20))
        .until(() -> claim(node, 0, "another") instanceof ClaimResult.Running);
  }
}
