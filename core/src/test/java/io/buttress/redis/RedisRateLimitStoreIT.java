package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.BanRule;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits that two nodes share by one real Redis, and what happens when it goes. */
class RedisRateLimitStoreIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private EmbeddedRedis server;
  private ScheduledExecutorService scheduler;
  private RedisConnection[] connections = {};
  private RedisRateLimitStore[] nodes;

  @BeforeEach
  void startTwoNodes() {
    server = EmbeddedRedis.start();
    scheduler = Executors.newScheduledThreadPool(1);
    openNodes(PatientSettings.of(server.uri()));
  }

  private void openNodes(RedisSettings settings) {
    closeNodes();
    connections =
        Stream.generate(() -> RedisConnection.open(settings, scheduler, RedisListener.NONE))
            .limit(2)
            .toArray(RedisConnection[]::new);
    nodes =
        Stream.of(connections).map(RedisRateLimitStore::new).toArray(RedisRateLimitStore[]::new);
  }

  private void closeNodes() {
    for (RedisConnection connection : connections) {
      connection.close();
    }
  }

  @AfterEach
  void stop() {
    closeNodes();
    scheduler.shutdownNow();
    server.close();
  }

  private static Limit limit(Algorithm algorithm, long quota, Duration window) {
    return TestPolicies.limit("limit-" + algorithm, algorithm, quota, window);
  }

  private static Charge charge(long cost, Limit... limits) {
    RateLimitPolicy policy = TestPolicies.policy("api", limits);
    return new Charge(policy, "198.51.100.17", new LimitSet(List.of(limits)), cost);
  }

  private Verdict acquire(int node, Charge charge) {
    return nodes[node].acquire(List.of(charge));
  }

  private static LimitState onlyState(Verdict verdict) {
    return verdict instanceof Verdict.Admitted admitted
        ? admitted.states().get(0)
        : ((Verdict.Denied) verdict).states().get(0);
  }

  @ParameterizedTest
  @EnumSource
  void thirtyTwoThreadsOnTwoNodesAreAdmittedExactlyTheQuota(Algorithm algorithm) throws Exception {
    // A leaky bucket that may not wait admits one at a time.
    long quota = algorithm == Algorithm.LEAKY_BUCKET ? 1 : 50;
    Charge charge = charge(1, limit(algorithm, quota, HOUR));
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      List<Callable<Verdict>> calls = new ArrayList<>();
      for (int i = 0; i < 320; i++) {
        int node = i % 2;
        calls.add(() -> acquire(node, charge));
      }
      long admitted = 0;
      for (Future<Verdict> verdict : threads.invokeAll(calls)) {
        admitted += verdict.get() instanceof Verdict.Admitted ? 1 : 0;
      }
      assertThat(admitted).isEqualTo(quota);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"TOKEN_BUCKET", "SLIDING_WINDOW", "SLIDING_LOG", "FIXED_WINDOW"})
  void aRefusalSaysHowLongToWaitAndThatIsEnough(Algorithm algorithm) {
    Charge charge = charge(3, limit(algorithm, 3, Duration.ofMillis(400)));
    Verdict refused = acquire(0, charge);
    while (refused instanceof Verdict.Admitted) {
      refused = acquire(0, charge);
    }
    long wait = onlyState(refused).waitMicros();
    assertThat(wait).isBetween(1L, 800_000L);
    long start = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> System.nanoTime() - start > wait * 1_000);
    assertThat(acquire(1, charge)).isInstanceOf(Verdict.Admitted.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"TOKEN_BUCKET", "SLIDING_WINDOW", "SLIDING_LOG", "FIXED_WINDOW"})
  void whatIsGivenBackCanBeSpentAgain(Algorithm algorithm) {
    Charge charge = charge(4, limit(algorithm, 10, HOUR));
    acquire(0, charge);
    acquire(1, charge);
    assertThat(acquire(0, charge)).isInstanceOf(Verdict.Denied.class);
    nodes[1].settle(charge.withCost(-3));
    Verdict admitted = acquire(0, charge);
    assertThat(admitted).isInstanceOf(Verdict.Admitted.class);
    assertThat(onlyState(admitted).remaining()).isEqualTo(1);
  }

  @Test
  void noLimitIsChargedIfAnotherRefuses() {
    Limit wide = TestPolicies.bucket("wide", 100, HOUR);
    Limit narrow = TestPolicies.limit("narrow", Algorithm.SLIDING_LOG, 2, HOUR);
    Charge charge = charge(1, wide, narrow);
    for (int i = 0; i < 10; i++) {
      acquire(i % 2, charge);
    }
    Verdict.Denied denied = (Verdict.Denied) acquire(0, charge);
    assertThat(denied.states()).extracting(LimitState::remaining).containsExactly(98L, 0L);
  }

  @Test
  void aReleasedLeaseMakesRoomForTheNext() {
    Charge charge = charge(1, limit(Algorithm.CONCURRENCY, 1, HOUR));
    Verdict.Admitted held = (Verdict.Admitted) acquire(0, charge);
    assertThat(acquire(1, charge)).isInstanceOf(Verdict.Denied.class);
    nodes[0].release(held.leases());
    assertThat(acquire(1, charge)).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void everyKeyExpiresAndATokenBucketIsSmall() {
    for (Algorithm algorithm : Algorithm.values()) {
      acquire(0, charge(1, limit(algorithm, 5, HOUR)));
    }
    assertThat(server.command("PTTL", "bt:{api:198.51.100.17}")).doesNotContain("-1");
    String bytes = server.command("MEMORY", "USAGE", "bt:{api:198.51.100.17}");
    assertThat(Integer.parseInt(bytes)).isBetween(1, 72);
    for (String suffix : List.of("w0", "l0", "f0", "c0")) {
      assertThat(server.command("PTTL", "bt:{api:198.51.100.17}" + suffix))
          .as(suffix)
          .doesNotContain("-");
    }
  }

  @Test
  void aBanHoldsOnEveryNodeAndIsToldOfItsPolicyAlone() {
    List<Charge> charges = Stream.of("quiet", "loud").map(RedisRateLimitStoreIT::bannable).toList();
    nodes[0].ban(charges.get(1).policy(), "key", HOUR);
    Verdict.Denied denied = (Verdict.Denied) nodes[1].acquire(charges);
    assertThat(denied.banMicros()).isBetween(1L, HOUR.toNanos() / 1_000);
    assertThat(denied.states()).extracting(s -> s.limit().name()).containsExactly("loud");
    assertThat(nodes[1].acquire(charges.subList(0, 1))).isInstanceOf(Verdict.Admitted.class);
    nodes[0].reset(charges.get(1).policy(), "key");
    assertThat(nodes[1].acquire(charges)).isInstanceOf(Verdict.Admitted.class);
  }

  private static Charge bannable(String name) {
    Limit limit = TestPolicies.limit(name, Algorithm.FIXED_WINDOW, 5, HOUR);
    BanRule rule = new BanRule(9, HOUR, HOUR);
    RateLimitPolicy policy =
        TestPolicies.with(TestPolicies.policy(name, limit), draft -> draft.ban(rule));
    return new Charge(policy, "key", LimitSet.of(limit), 1);
  }

  @Test
  void aLogOfWhichMostHasPassedIsNotReadEntryByEntry() {
    long now = Overheard.micros();
    List<String> log = new ArrayList<>(List.of("RPUSH", "bt:{api:198.51.100.17}l0", "0"));
    for (int sum = 1; sum <= 2_000; sum++) {
      log.add(Long.toString(now - HOUR.toNanos() / 1_000 - 2_001 + sum));
      log.add(Integer.toString(sum));
    }
    log.addAll(List.of(Long.toString(now), "2001"));
    server.command(log.toArray(String[]::new));
    LimitState state = onlyState(acquire(0, charge(1, limit(Algorithm.SLIDING_LOG, 5_000, HOUR))));
    assertThat(state.remaining()).isEqualTo(4_998);
    String reads =
        server
            .command("INFO", "commandstats")
            .lines()
            .filter(line -> line.startsWith("cmdstat_lindex:calls="))
            .findFirst()
            .orElseThrow();
    assertThat(Integer.parseInt(reads.split("[=,]", -1)[1])).isLessThan(60);
  }

  @Test
  void scriptsThatRedisForgotAreSentAgain() {
    Charge charge = charge(1, limit(Algorithm.TOKEN_BUCKET, 5, HOUR));
    acquire(0, charge);
    server.command("SCRIPT", "FLUSH");
    assertThat(onlyState(acquire(0, charge)).remaining()).isEqualTo(3);
  }

  @Test
  void aKilledRedisIsLeftAloneAndFoundAgainWithinASecond() {
    openNodes(RedisSettings.of(server.uri()));
    Charge charge = charge(1, limit(Algorithm.TOKEN_BUCKET, 1_000_000, HOUR));
    acquire(0, charge);
    server.kill();
    await()
        .until(
            () -> {
              assertThatThrownBy(() -> acquire(0, charge))
                  .isInstanceOf(StoreUnavailableException.class);
              return connections[0].isOut();
            });
    server.restart();
    await()
        .atMost(1, TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !connections[0].isOut());
    assertThat(acquire(0, charge)).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void aHungRedisFailsAFewCallsAndThenNobodyWaits() {
    openNodes(RedisSettings.of(server.uri()));
    Charge charge = charge(1, limit(Algorithm.TOKEN_BUCKET, 1_000_000, HOUR));
    acquire(0, charge);
    server.hang();
    int waited = 0;
    while (!connections[0].isOut()) {
      assertThatThrownBy(() -> acquire(0, charge)).isInstanceOf(StoreUnavailableException.class);
      waited++;
    }
    assertThat(waited).isLessThanOrEqualTo(5);
    server.resume();
    await().atMost(5, TimeUnit.SECONDS).until(() -> !connections[0].isOut());
    assertThat(acquire(0, charge)).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void anApplicationCanStartBeforeItsRedis() {
    server.kill();
    RedisSettings settings = RedisSettings.of(server.uri());
    try (RedisConnection early = RedisConnection.open(settings, scheduler, RedisListener.NONE)) {
      RedisRateLimitStore node = new RedisRateLimitStore(early);
      Charge charge = charge(1, limit(Algorithm.TOKEN_BUCKET, 5, HOUR));
      assertThatThrownBy(() -> node.acquire(List.of(charge)))
          .isInstanceOf(StoreUnavailableException.class);
      server.restart();
      await().atMost(2, TimeUnit.SECONDS).until(() -> !early.isOut());
      assertThat(node.acquire(List.of(charge))).isInstanceOf(Verdict.Admitted.class);
    }
  }
}
