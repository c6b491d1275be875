package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedCluster;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.EmbeddedSentinel;
import io.buttress.embedded.SlotMigration;
import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis of several servers, while they change their roles under load. */
class TopologyIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int KEYS = 24;
  private static final int QUOTA = 40;
  private static final int THREADS = 16;

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<RedisConnection> connections = new ArrayList<>();
  private final AtomicIntegerArray admitted = new AtomicIntegerArray(KEYS);
  private final AtomicIntegerArray unanswered = new AtomicIntegerArray(KEYS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
    connections.forEach(RedisConnection::close);
    scheduler.shutdownNow();
  }

  private RedisRateLimitStore connect(String uri) {
    RedisConnection connection =
        RedisConnection.open(RedisSettings.of(uri), scheduler, RedisListener.NONE);
    connections.add(connection);
    return new RedisRateLimitStore(connection);
  }

  private static Charge charge(String policy, String key, Limit... limits) {
    RateLimitPolicy of = TestPolicies.policy(policy, limits);
    return new Charge(of, key, new LimitSet(List.of(limits)), 1);
  }

  private static Charge bucket(int key) {
    return charge("api", "client-" + key, TestPolicies.bucket("x", QUOTA, HOUR));
  }

  /** Every thread asks for every key, again and again. */
  private List<Future<?>> hammer(List<RedisRateLimitStore> nodes, int times) {
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      RedisRateLimitStore node = nodes.get(thread % nodes.size());
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < times * KEYS; i++) {
                  ask(node, i % KEYS);
                }
              }));
    }
    return all;
  }

  private void ask(RedisRateLimitStore node, int key) {
    try {
      if (node.acquire(List.of(bucket(key))) instanceof Verdict.Admitted) {
        admitted.incrementAndGet(key);
      }
    } catch (StoreUnavailableException e) {
      unanswered.incrementAndGet(key);
    }
  }

  private static void finish(List<Future<?>> all) throws Exception {
    for (Future<?> each : all) {
      Object unused = each.get();
    }
  }

  private void assertThatNoLimitIsExceededAndWhatIsAllowedIsGiven() {
    for (int key = 0; key < KEYS; key++) {
      assertThat(admitted.get(key)).as("key %s", key).isLessThanOrEqualTo(QUOTA);
      // Whoever got no answer may have been charged.
      assertThat(admitted.get(key) + unanswered.get(key))
          .as("key %s", key)
          .isGreaterThanOrEqualTo(QUOTA);
    }
  }

  @Test
  void in_a_cluster_no_limit_is_exceeded_while_a_slot_moves() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      List<RedisRateLimitStore> nodes = List.of(connect(cluster.uri()), connect(cluster.uri()));
      List<Future<?>> first = hammer(nodes, 2);
      int slot = cluster.slotOf("bt:{api:client-0}");
      EmbeddedRedis owner = cluster.ownerOf(slot);
      EmbeddedRedis target =
          cluster.nodes().stream().filter(n -> n != owner).findFirst().orElseThrow();
      SlotMigration migration = cluster.beginMigration(slot, target);
      finish(first);
      List<Future<?>> second = hammer(nodes, 1);
      migration.moveKeys();
      finish(second);
      List<Future<?>> third = hammer(nodes, 2);
      migration.finish();
      finish(third);
      assertThatNoLimitIsExceededAndWhatIsAllowedIsGiven();
      assertThat(unanswered.get(0)).isLessThan(QUOTA / 2);
      assertThat(target.command("EXISTS", "bt:{api:client-0}")).isEqualTo("1");
    }
  }

  @Test
  void in_a_cluster_a_request_is_charged_in_all_slots_or_in_none() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      RedisRateLimitStore node = connect(cluster.uri());
      Charge wide = charge("wide", "a", TestPolicies.bucket("wide", 100, HOUR));
      Charge many =
          charge("many", "b", TestPolicies.limit("many", Algorithm.CONCURRENCY, 50, HOUR));
      Charge narrow =
          charge("narrow", "c", TestPolicies.limit("narrow", Algorithm.SLIDING_LOG, 3, HOUR));
      List<Charge> together = List.of(wide, many, narrow);
      for (int i = 0; i < 3; i++) {
        assertThat(node.acquire(together)).isInstanceOf(Verdict.Admitted.class);
      }
      for (int i = 0; i < 5; i++) {
        Verdict.Denied denied = (Verdict.Denied) node.acquire(together);
        assertThat(denied.states()).hasSize(3);
        assertThat(denied.states().get(2).waitMicros()).isPositive();
      }
      Verdict.Admitted rest = (Verdict.Admitted) node.acquire(List.of(wide));
      assertThat(rest.states()).extracting(LimitState::remaining).containsExactly(96L);
      Verdict.Admitted flight = (Verdict.Admitted) node.acquire(List.of(many));
      assertThat(flight.states()).extracting(LimitState::remaining).containsExactly(46L);
      assertThat(connections.get(0).pool().idle()).isPositive();
    }
  }

  @Test
  void a_failover_by_sentinel_is_followed_without_a_restart() throws Exception {
    try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
      List<RedisRateLimitStore> nodes = List.of(connect(sentinel.uri()), connect(sentinel.uri()));
      finish(hammer(nodes, 1));
      assertThat(connections.get(0).pool().idle()).isPositive();
      // What the replica does not have yet is lost in a failover, and would be given again.
      awaitReplica(sentinel);
      sentinel.failover();
      awaitAnswers(nodes);
      finish(hammer(nodes, 4));
      assertThatNoLimitIsExceededAndWhatIsAllowedIsGiven();
      EmbeddedRedis next = sentinel.replica();
      sentinel.master().kill();
      sentinel.awaitMaster(next);
      awaitAnswers(nodes);
      finish(hammer(nodes, 2));
      assertThat(next.command("EXISTS", "bt:{api:client-1}")).isEqualTo("1");
    }
  }

  private static void awaitReplica(EmbeddedSentinel sentinel) {
    for (int key = 0; key < KEYS; key++) {
      String name = "bt:{api:client-" + key + "}";
      await()
          .untilAsserted(
              () ->
                  assertThat(sentinel.replica().command("GET", name))
                      .isEqualTo(sentinel.master().command("GET", name)));
    }
  }

  private static void awaitAnswers(List<RedisRateLimitStore> nodes) {
    for (RedisRateLimitStore node : nodes) {
      await()
          .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(
                          node.acquire(
                              List.of(charge("x", "y", TestPolicies.bucket("z", 9, HOUR)))))
                      .isNotNull());
    }
  }
}
