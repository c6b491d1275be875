package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedCluster;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis that is there, but does not do what it is asked to, or not all of it. */
class RedisRefusesIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger found = new AtomicInteger();

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  private RedisConnection connect(String uri) {
    return RedisConnection.open(
        RedisSettings.of(uri),
        scheduler,
        new RedisListener() {
          @Override
          public void lost(String reason) {
            lost.incrementAndGet();
          }

          @Override
          public void found() {
            found.incrementAndGet();
          }
        });
  }

  private static Charge charge(String key, Limit limit) {
    return new Charge(TestPolicies.policy("api", limit), key, LimitSet.of(limit), 1);
  }

  private static Limit bucket() {
    return TestPolicies.bucket("x", 1_000_000, HOUR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxmemory", "min-replicas-to-write"})
  void one_that_takes_no_writes_is_left_alone_until_it_does(String setting) {
    try (EmbeddedRedis server = EmbeddedRedis.start();
        RedisConnection connection = connect(server.uri())) {
      RedisRateLimitStore store = new RedisRateLimitStore(connection);
      List<Charge> charges = List.of(charge("a", bucket()));
      assertThat(store.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
      server.command("CONFIG", "SET", setting, "1");
      while (!connection.isOut()) {
        assertThatThrownBy(() -> store.acquire(charges))
            .isInstanceOf(StoreUnavailableException.class);
      }
      long tried = probes(server);
      await().until(() -> probes(server) >= tried + 3);
      assertThat(lost).hasValue(1);
      assertThat(found).hasValue(0);

      server.command("CONFIG", "SET", setting, "0");
      await().atMost(Duration.ofSeconds(1)).until(() -> !connection.isOut());
      assertThat(store.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "READONLY You can't write against a read only replica.",
        "ERR Error running script (call to f_1028a5db): @user_script:4: @user_script: 4: -READONLY"
            + " You can't write against a read only replica."
      })
  void a_connection_that_leads_to_a_replica_is_thrown_away_and_the_call_made_once_more(
      String answer) {
    try (EmbeddedRedis server = EmbeddedRedis.start();
        UnifiedJedis client = JedisClients.open(RedisSettings.of(server.uri()))) {
      client.ping();
      List<Long> idle = new ArrayList<>();
      String pong =
          Calls.onceMoreIfReadOnly(
              client,
              jedis -> {
                idle.add(PoolFigures.of(jedis).idle());
                if (idle.size() == 1) {
                  throw new JedisDataException(answer);
                }
                return jedis.ping();
              });
      assertThat(pong).isEqualTo("PONG");
      assertThat(idle).containsExactly(1L, 0L);
    }
  }

  private static long probes(EmbeddedRedis server) {
    return server
        .command("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_eval:calls="))
        .mapToLong(line -> Long.parseLong(line.split("[=,]", -1)[1]))
        .sum();
  }

  @Test
  void a_batch_that_is_refused_because_of_one_key_has_charged_nobody() {
    try (EmbeddedRedis server = EmbeddedRedis.start();
        RedisConnection connection = connect(server.uri())) {
      Keys keys = new Keys("bt:");
      Plans plans = new Plans();
      Limit log = TestPolicies.limit("x", Algorithm.SLIDING_LOG, 10, HOUR);
      server.command("SET", "bt:{api:foreign}l0", "no list");
      List<Demand> demands =
          List.of(charge("own", log), charge("foreign", log)).stream()
              .map(c -> Demand.of(plans.of(true, List.of(c)), List.of(c), keys, () -> ""))
              .toList();
      Batch batch = Batch.of(demands);
      assertThatThrownBy(
              () ->
                  connection.runBinary(
                      batch.script(Scripts.SHIPPED),
                      "bt:{api:own}l0",
                      batch.keys(),
                      batch.arguments(),
                      2))
          .isInstanceOf(CommandRefusedException.class);
      assertThat(server.command("EXISTS", "bt:{api:own}l0")).isEqualTo("0");
    }
  }

  @Test
  void what_somebody_else_has_put_where_a_bucket_belongs_is_left_as_it_is() {
    try (EmbeddedRedis server = EmbeddedRedis.start();
        RedisConnection connection = connect(server.uri())) {
      RedisRateLimitStore store = new RedisRateLimitStore(connection);
      server.command("SET", "bt:{api:text}", "no number");
      server.command("HSET", "bt:{api:hash}", "a", "field");
      for (String key : List.of("text", "hash")) {
        assertThatThrownBy(() -> store.acquire(List.of(charge(key, bucket()))))
            .isInstanceOf(CommandRefusedException.class);
      }
      assertThat(server.command("GET", "bt:{api:text}")).isEqualTo("no number");
      assertThat(server.command("HGET", "bt:{api:hash}", "a")).isEqualTo("field");
    }
  }

  @Test
  void a_node_of_a_cluster_that_hangs_delays_one_request_and_is_left_alone_until_it_answers() {
    try (EmbeddedCluster cluster = clusterOfIndependentNodes();
        RedisConnection connection = connect(cluster.uri())) {
      RedisRateLimitStore store = new RedisRateLimitStore(connection);
      List<Charge> charges = List.of(charge("a", bucket()));
      assertThat(store.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
      EmbeddedRedis owner = cluster.ownerOf(cluster.slotOf("bt:{api:a}"));
      owner.hang();
      try {
        assertThatThrownBy(() -> store.acquire(charges))
            .isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.acquire(charges)).isInstanceOf(LeftAloneException.class);
        // Nor does what is not shared with others wait for it, or count against the rest.
        for (int i = 0; i < 6; i++) {
          assertThatThrownBy(() -> store.ban(charges.get(0).policy(), "a", HOUR))
              .isInstanceOf(LeftAloneException.class);
        }
        assertThatTheRestIsShared(cluster, owner, store);
        awaitThatOthersNotice(cluster, owner);
        assertThatThrownBy(() -> store.acquire(charges)).isInstanceOf(LeftAloneException.class);
        assertThatTheRestIsShared(cluster, owner, store);
        assertThat(connection.isOut()).isFalse();
        assertThat(found).hasValue(0);
        assertThat(lost).hasValue(1);
      } finally {
        owner.resume();
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> found.get() == 1);
      assertThat(store.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
    }
  }

  private static void assertThatTheRestIsShared(
      EmbeddedCluster cluster, EmbeddedRedis hanging, RedisRateLimitStore store) {
    EmbeddedRedis well = others(cluster, hanging).get(0);
    int told = 0;
    for (int i = 0; i < 60; i++) {
      int slot = Integer.parseInt(well.command("CLUSTER", "KEYSLOT", "bt:{api:client-" + i + "}"));
      if (cluster.nodes().indexOf(hanging) != 3 * slot / 16_384) {
        assertThat(store.acquire(List.of(charge("client-" + i, bucket()))))
            .isInstanceOf(Verdict.Admitted.class);
        told++;
      }
    }
    assertThat(told).isBetween(20, 59);
  }

  @Test
  void a_slot_that_another_node_takes_over_from_one_that_hangs_is_found_there() {
    try (EmbeddedCluster cluster = clusterOfIndependentNodes();
        RedisConnection connection = connect(cluster.uri())) {
      RedisRateLimitStore store = new RedisRateLimitStore(connection);
      List<Charge> charges = List.of(charge("a", bucket()));
      assertThat(store.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
      int slot = cluster.slotOf("bt:{api:a}");
      EmbeddedRedis owner = cluster.ownerOf(slot);
      owner.hang();
      assertThatThrownBy(() -> store.acquire(charges))
          .isInstanceOf(StoreUnavailableException.class);
      awaitThatOthersNotice(cluster, owner);
      String heir = others(cluster, owner).get(0).command("CLUSTER", "MYID");
      for (EmbeddedRedis node : others(cluster, owner)) {
        node.command("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", heir);
      }
      await().atMost(Duration.ofSeconds(5)).until(() -> found.get() == 1);
      assertThat(store.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bt:{api:a}", "bt:{api:a}l0", "bt:plain"})
  void a_probe_asks_the_slot_that_did_not_answer(String key) {
    assertThat(JedisClusterCRC16.getSlot(HungNodes.besides(key)))
        .isEqualTo(JedisClusterCRC16.getSlot(key));
    assertThat(HungNodes.besides(key)).isNotEqualTo(key);
  }

  private static EmbeddedCluster clusterOfIndependentNodes() {
    EmbeddedCluster cluster = EmbeddedCluster.start();
    cluster.nodes().forEach(n -> n.command("CONFIG", "SET", "cluster-require-full-coverage", "no"));
    return cluster;
  }

  /** Takes longer than several probes. */
  private static void awaitThatOthersNotice(EmbeddedCluster cluster, EmbeddedRedis hanging) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                others(cluster, hanging).stream()
                    .allMatch(node -> node.command("CLUSTER", "INFO").contains("_fail:5")));
  }

  private static List<EmbeddedRedis> others(EmbeddedCluster cluster, EmbeddedRedis node) {
    return cluster.nodes().stream().filter(other -> other != node).toList();
  }

  @Test
  void one_that_lets_nobody_wait_in_it_is_not_asked_without_a_pause() {
    try (EmbeddedRedis server = EmbeddedRedis.start();
        RedisConnection connection = connect(server.uri())) {
      server.command("ACL", "SETUSER", "default", "-blpop");
      assertThat(timeOfWait(connection)).isPositive();
      assertThat(timeOfWait(connection)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
      server.command("ACL", "SETUSER", "default", "+blpop");
      assertThat(timeOfWait(connection)).isGreaterThan(Duration.ofMillis(900));
      assertThat(timeOfWait(connection)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  private static Duration timeOfWait(RedisConnection connection) {
    long start = System.nanoTime();
    Object answer =
        connection.runAfterFirst(
            "bt:{a}w",
            Duration.ofSeconds(1),
            RedisScript.of("return ARGV[1]"),
            List.of("bt:{a}"),
            List.of("7"));
    assertThat(answer).isEqualTo("7");
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
