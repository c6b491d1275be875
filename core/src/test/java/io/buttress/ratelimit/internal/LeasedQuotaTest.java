package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeasedQuotaTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovedClock clock = new MovedClock();
  private final BreakableStore store = new BreakableStore(new LocalRateLimitStore(clock, 100));
  private final LeasedQuota leased = new LeasedQuota(store, clock);
  private final RateLimitPolicy policy =
      with(policy("huge", bucket("huge", 1_000, MINUTE)), p -> p.leased(10));

  @Test
  void one_trip_serves_for_a_whole_portion() {
    for (int i = 0; i < 100; i++) {
      assertThat(acquire(leased, policy, 1)).isInstanceOf(Verdict.Admitted.class);
    }
    assertThat(store.asked).hasSize(10).allMatch(charges -> charges.get(0).cost() == 10);
  }

  @Test
  void what_remains_is_what_the_store_has_and_what_is_left_of_the_portion() {
    Verdict.Admitted first = (Verdict.Admitted) acquire(leased, policy, 1);
    assertThat(first.states().get(0).remaining()).isEqualTo(999);
    Verdict.Admitted second = (Verdict.Admitted) acquire(leased, policy, 1);
    assertThat(second.source()).isEqualTo(Verdict.Source.LEASE);
    assertThat(second.states().get(0).remaining()).isEqualTo(998);
  }

  @Test
  void the_last_of_the_quota_is_charged_exactly() {
    RateLimitPolicy small = with(policy("small", bucket("small", 25, MINUTE)), p -> p.leased(10));
    for (int i = 0; i < 25; i++) {
      assertThat(acquire(leased, small, 1))
          .as("request %s", i)
          .isInstanceOf(Verdict.Admitted.class);
    }
    assertThat(acquire(leased, small, 1)).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void while_there_is_no_whole_portion_a_request_costs_one_trip_not_two() {
    RateLimitPolicy small = with(policy("small", bucket("small", 10, MINUTE)), p -> p.leased(10));
    acquire(leased, small, 10);
    acquire(leased, small, 1);
    store.asked.clear();
    acquire(leased, small, 1);
    assertThat(store.asked).hasSize(1);
  }

  @Test
  void a_portion_is_worth_nothing_after_a_window() {
    acquire(leased, policy, 1);
    clock.advance(MINUTE);
    assertThat(source(acquire(leased, policy, 1))).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void other_limits_make_a_portion_void() {
    acquire(leased, policy, 1);
    Charge other =
        new Charge(policy, "key", io.buttress.ratelimit.LimitSet.of(bucket("huge", 50, MINUTE)), 1);
    assertThat(source(leased.acquire(List.of(other)))).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void several_policies_and_limits_that_shape_or_count_in_flight_are_asked_for_each_time() {
    RateLimitPolicy slow =
        with(policy("slow", limit("slow", Algorithm.CONCURRENCY, 100, MINUTE)), p -> p.leased(10));
    acquire(leased, slow, 1);
    leased.acquire(List.of(charge(policy, 1), charge(slow, 1)));
    assertThat(store.asked).allMatch(charges -> charges.get(0).cost() == 1);
  }

  @Test
  void a_reset_and_a_ban_take_the_portion_away() {
    acquire(leased, policy, 1);
    leased.ban(policy, "key", MINUTE);
    assertThat(acquire(leased, policy, 1)).isInstanceOf(Verdict.Denied.class);
    leased.reset(policy, "key");
    assertThat(source(acquire(leased, policy, 1))).isEqualTo(Verdict.Source.SHARED);
  }

  @Property(tries = 200)
  void the_slack_is_a_portion_a_node(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int nodes) {
    Random random = new Random(seed);
    long quota = 50 + random.nextInt(100);
    long portion = 2 + random.nextInt(20);
    MovedClock time = new MovedClock();
    BreakableStore shared = new BreakableStore(new LocalRateLimitStore(time, 10));
    List<LeasedQuota> all = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      all.add(new LeasedQuota(shared, time));
    }
    RateLimitPolicy huge =
        with(
            policy("huge", limit("huge", Algorithm.SLIDING_LOG, quota, Duration.ofSeconds(1))),
            p -> p.leased(portion));
    List<long[]> admissions = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 2_000; i++) {
      long step = (long) Math.pow(10, 3 + random.nextDouble() * 5.3);
      time.advance(Duration.ofNanos(step));
      now += step;
      long cost = 1 + random.nextInt(3);
      if (acquire(all.get(random.nextInt(nodes)), huge, cost) instanceof Verdict.Admitted) {
        admissions.add(new long[] {now, cost});
      }
    }
    // A portion's rest, of less than a request, may be carried over into the next one.
    assertThat(most(admissions, 1_000_000_000L)).isLessThanOrEqualTo(quota + nodes * (portion + 2));
  }

  private static long most(List<long[]> admissions, long window) {
    long most = 0;
    long sum = 0;
    int first = 0;
    for (long[] admission : admissions) {
      sum += admission[1];
      while (admissions.get(first)[0] <= admission[0] - window) {
        sum -= admissions.get(first++)[1];
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  @Test
  void many_threads_spend_what_was_taken_and_no_more() throws Exception {
    int threads = 32;
    RateLimitPolicy shared =
        with(policy("many", bucket("many", 20_000, Duration.ofDays(1))), p -> p.leased(64));
    LeasedQuota quota = new LeasedQuota(store, clock);
    AtomicLong admitted = new AtomicLong();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      pool.submit(
          () -> {
            start.await();
            for (int n = 0; n < 2_000; n++) {
              if (acquire(quota, shared, 1) instanceof Verdict.Admitted) {
                admitted.incrementAndGet();
              }
            }
            return null;
          });
    }
    start.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(admitted.get()).isEqualTo(20_000);
  }

  private static Verdict acquire(LeasedQuota store, RateLimitPolicy policy, long cost) {
    return store.acquire(List.of(charge(policy, cost)));
  }

  private static Charge charge(RateLimitPolicy policy, long cost) {
    return new Charge(policy, "key", policy.limits().standard(), cost);
  }

  private static Verdict.Source source(Verdict verdict) {
    return ((Verdict.Admitted) verdict).source();
  }
}
