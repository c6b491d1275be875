package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalRateLimitStoreTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final MovedClock clock = new MovedClock();
  private final LocalRateLimitStore store = new LocalRateLimitStore(clock, 1_000);

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void many_threads_get_the_quota_and_not_one_more(Algorithm algorithm) throws Exception {
    RateLimitPolicy policy = policy("hot", limit("hot", algorithm, 10_000, HOUR));
    long expected = algorithm == Algorithm.LEAKY_BUCKET ? 1 : 10_000;
    assertThat(admittedBy(32, 1_000, () -> admits(policy, "key", 1))).isEqualTo(expected);
  }

  @Test
  void many_threads_that_all_ask_for_several_limits_exceed_none_and_take_no_half()
      throws Exception {
    RateLimitPolicy policy =
        policy(
            "both",
            bucket("loose", 50_000, HOUR),
            limit("tight", Algorithm.FIXED_WINDOW, 5_000, HOUR));
    assertThat(admittedBy(16, 1_000, () -> admits(policy, "key", 1))).isEqualTo(5_000);
    Verdict.Denied denied = (Verdict.Denied) acquire(policy, "key", 1);
    assertThat(denied.states()).extracting(LimitState::remaining).containsExactly(45_000L, 0L);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void of_several_limits_none_is_charged_if_one_refuses(Algorithm algorithm) {
    RateLimitPolicy policy = policy("both", limit("a", algorithm, 10, HOUR), bucket("b", 1, HOUR));
    assertThat(admits(policy, "key", 1)).isTrue();
    long remaining = states(acquire(policy, "key", 1)).get(0).remaining();
    for (int i = 0; i < 100; i++) {
      assertThat(admits(policy, "key", 1)).isFalse();
    }
    assertThat(states(acquire(policy, "key", 1)).get(0).remaining()).isEqualTo(remaining);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"LEAKY_BUCKET", "CONCURRENCY"},
      mode = EnumSource.Mode.EXCLUDE)
  void a_debt_has_to_be_worked_off_and_what_is_given_back_can_be_spent(Algorithm algorithm) {
    RateLimitPolicy policy =
        with(
            policy("x", limit("x", algorithm, 10, HOUR)),
            p -> p.cost(new CostSpec(1, CostSpec.Settlement.BY_APPLICATION, Map.of(), 1)));
    assertThat(admits(policy, "key", 4)).isTrue();
    store.settle(charge(policy, "key", -4));
    assertThat(admits(policy, "key", 10)).isTrue();
    store.settle(charge(policy, "key", -2));
    assertThat(admits(policy, "key", 3)).isFalse();
    assertThat(admits(policy, "key", 2)).isTrue();
    store.settle(charge(policy, "key", 5));
    store.settle(charge(policy, "key", -4));
    assertThat(admits(policy, "key", 1)).as("one of debt is left").isFalse();
    store.settle(charge(policy, "key", -2));
    assertThat(admits(policy, "key", 1)).isTrue();
  }

  @Test
  void a_lower_limit_counts_what_was_spent_under_the_higher_one() {
    for (Algorithm algorithm :
        List.of(Algorithm.FIXED_WINDOW, Algorithm.SLIDING_WINDOW, Algorithm.SLIDING_LOG)) {
      RateLimitPolicy policy = policy("p" + algorithm.ordinal(), limit("x", algorithm, 10, HOUR));
      assertThat(admits(policy, "key", 5)).isTrue();
      LimitSet lower = LimitSet.of(limit("x", algorithm, 6, HOUR));
      assertThat(store.acquire(List.of(new Charge(policy, "key", lower, 2))))
          .isInstanceOf(Verdict.Denied.class);
      assertThat(store.acquire(List.of(new Charge(policy, "key", lower, 1))))
          .isInstanceOf(Verdict.Admitted.class);
      assertThat(admits(policy, "key", 4)).isTrue();
    }
  }

  @Test
  void another_algorithm_starts_anew() {
    RateLimitPolicy policy = policy("x", bucket("x", 5, HOUR));
    assertThat(admits(policy, "key", 5)).isTrue();
    LimitSet other = LimitSet.of(limit("x", Algorithm.FIXED_WINDOW, 5, HOUR));
    assertThat(store.acquire(List.of(new Charge(policy, "key", other, 5))))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void a_cost_above_what_a_limit_holds_is_never_admitted() {
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm == Algorithm.CONCURRENCY) {
        continue;
      }
      RateLimitPolicy policy = policy("p" + algorithm.ordinal(), limit("x", algorithm, 5, HOUR));
      assertThat(states(acquire(policy, "key", 6)).get(0).waitMicros()).isEqualTo(LimitState.NEVER);
    }
  }

  @Test
  void a_request_in_flight_counts_as_one_whatever_it_costs() {
    RateLimitPolicy policy = policy("slow", limit("slow", Algorithm.CONCURRENCY, 2, HOUR));
    assertThat(admits(policy, "key", 100)).isTrue();
    assertThat(admits(policy, "key", 100)).isTrue();
    Verdict.Denied denied = (Verdict.Denied) acquire(policy, "key", 1);
    assertThat(denied.states().get(0).waitMicros()).isEqualTo(1_000_000);
  }

  @Test
  void a_lease_that_nobody_releases_ends_by_itself() {
    RateLimitPolicy policy = policy("slow", limit("slow", Algorithm.CONCURRENCY, 2, HOUR));
    admits(policy, "key", 1);
    clock.advance(Duration.ofMinutes(59));
    List<Lease> second = ((Verdict.Admitted) acquire(policy, "key", 1)).leases();
    clock.advance(Duration.ofMinutes(1));
    assertThat(admits(policy, "key", 1)).isTrue();
    assertThat(admits(policy, "key", 1)).isFalse();
    store.release(second);
    assertThat(admits(policy, "key", 1)).isTrue();
    store.release(second);
    assertThat(admits(policy, "key", 1)).as("released twice counts once").isFalse();
  }

  @Test
  void the_clock_may_wrap() {
    MovedClock wrapping = new MovedClock(Long.MAX_VALUE - 10);
    LocalRateLimitStore local = new LocalRateLimitStore(wrapping, 10);
    RateLimitPolicy policy = policy("x", bucket("x", 1, Duration.ofSeconds(1)));
    List<Charge> charges = List.of(charge(policy, "key", 1));
    assertThat(local.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
    wrapping.advance(Duration.ofMillis(999));
    assertThat(local.acquire(charges)).isInstanceOf(Verdict.Denied.class);
    wrapping.advance(Duration.ofMillis(1));
    assertThat(local.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void a_ban_holds_for_its_key_until_it_ends_or_is_reset() {
    RateLimitPolicy policy = policy("x", bucket("x", 10, HOUR));
    store.ban(policy, "key", Duration.ofMinutes(1));
    assertThat(((Verdict.Denied) acquire(policy, "key", 1)).banMicros()).isEqualTo(60_000_000);
    assertThat(admits(policy, "other", 1)).isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(admits(policy, "key", 1)).isTrue();
    store.ban(policy, "key", Duration.ofMinutes(1));
    store.reset(policy, "key");
    assertThat(admits(policy, "key", 10)).isTrue();
  }

  @Test
  void a_thousand_keys_a_second_do_not_fill_the_memory_and_a_busy_one_is_not_forgotten() {
    LocalRateLimitStore small = new LocalRateLimitStore(clock, 100);
    RateLimitPolicy policy = policy("x", bucket("x", 2_000, HOUR));
    for (int i = 0; i < 1_000; i++) {
      small.acquire(List.of(charge(policy, "busy", 1)));
      small.acquire(List.of(charge(policy, "key" + i, 1)));
    }
    assertThat(small.keys()).isLessThanOrEqualTo(100);
    assertThat(states(small.acquire(List.of(charge(policy, "busy", 1)))).get(0).remaining())
        .isEqualTo(999);
  }

  private static long admittedBy(int threads, int times, BooleanSupplier request)
      throws InterruptedException {
    AtomicLong admitted = new AtomicLong();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      pool.submit(
          () -> {
            start.await();
            for (int n = 0; n < times; n++) {
              if (request.getAsBoolean()) {
                admitted.incrementAndGet();
              }
            }
            return null;
          });
    }
    start.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    return admitted.get();
  }

  private Verdict acquire(RateLimitPolicy policy, String key, long cost) {
    return store.acquire(List.of(charge(policy, key, cost)));
  }

  private boolean admits(RateLimitPolicy policy, String key, long cost) {
    return acquire(policy, key, cost) instanceof Verdict.Admitted;
  }

  private static List<LimitState> states(Verdict verdict) {
    return verdict instanceof Verdict.Admitted admitted
        ? admitted.states()
        : ((Verdict.Denied) verdict).states();
  }

  private static Charge charge(RateLimitPolicy policy, String key, long cost) {
    return new Charge(policy, key, policy.limits().standard(), cost);
  }
}
