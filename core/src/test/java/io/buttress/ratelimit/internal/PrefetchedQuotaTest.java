package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrefetchedQuotaTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovedClock clock = new MovedClock();
  private final BreakableStore store = new BreakableStore(new LocalRateLimitStore(clock, 100));
  private final PrefetchedQuota node = new PrefetchedQuota(store, clock);
  private final RateLimitPolicy policy = policy("tenant", bucket("tenant", 1_000_000, DAY));

  @Test
  void a_key_that_comes_less_than_a_thousand_times_a_second_is_asked_for_each_time() {
    ask(policy, 2_000, 1_200);
    assertThat(store.asked).hasSize(2_000).allMatch(charges -> charges.get(0).cost() == 1);
  }

  @Test
  void of_one_that_comes_twenty_times_as_often_few_requests_make_a_trip() {
    ask(policy, 20_000, 50);
    store.asked.clear();
    assertThat(ask(policy, 20_000, 50)).isEqualTo(20_000);
    assertThat(store.asked).hasSizeLessThan(400);
  }

  @Test
  void one_that_never_empties_its_bucket_makes_few_trips_soon() {
    RateLimitPolicy fast = policy("fast", bucket("fast", 1_000_000, SECOND));
    ask(fast, 1_000, 50);
    assertThat(store.asked).hasSizeLessThan(60);
  }

  @Test
  void what_remains_is_what_the_store_has_and_what_was_taken_ahead() {
    for (int i = 1; i <= 20_000; i++) {
      Verdict.Admitted admitted = (Verdict.Admitted) acquire(node, policy, 1);
      assertThat(admitted.states().get(0).remaining())
          .isBetween(1_000_000L - i - i / 100, 1_000_000L - i + 20);
      clock.advanceMicros(50);
    }
  }

  @Test
  void a_limit_that_one_node_uses_up_is_used_up_to_the_last() {
    RateLimitPolicy small = policy("small", bucket("small", 5_000, DAY));
    assertThat(ask(small, 20_000, 3)).isEqualTo(5_000);
  }

  @Test
  void after_50_ms_what_was_taken_ahead_is_worth_nothing() {
    ask(policy, 20_000, 50);
    while (source(acquire(node, policy, 1)) != Verdict.Source.LEASE) {
      clock.advanceMicros(50);
    }
    clock.advanceMicros(50_000);
    assertThat(source(acquire(node, policy, 1))).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void other_limits_of_the_same_key_are_asked_for() {
    ask(policy, 20_000, 50);
    RateLimitPolicy changed = policy("tenant", bucket("tenant", 999, DAY));
    assertThat(source(acquire(node, changed, 1))).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void a_ban_and_a_reset_show_at_once() {
    ask(policy, 20_000, 50);
    node.ban(policy, "key", SECOND);
    assertThat(acquire(node, policy, 1)).isInstanceOf(Verdict.Denied.class);
    node.reset(policy, "key");
    Verdict.Admitted first = (Verdict.Admitted) acquire(node, policy, 1);
    assertThat(first.states().get(0).remaining()).isEqualTo(999_999);
  }

  @Test
  void what_can_be_given_back_shaped_or_is_small_or_is_not_to_be_taken_ahead_is_asked_for() {
    Limit wide = bucket("wide", 1_000_000, DAY);
    List<RateLimitPolicy> others =
        List.of(
            policy("small", bucket("small", 127, Duration.ofMillis(1))),
            policy("log", limit("log", Algorithm.SLIDING_LOG, 100_000, SECOND)),
            policy("two", wide, limit("fixed", Algorithm.FIXED_WINDOW, 100_000, SECOND)),
            with(policy("exact", wide), p -> p.leased(1)),
            with(
                policy("settled", wide),
                p -> p.cost(new CostSpec(1, CostSpec.Settlement.BY_APPLICATION, Map.of(), 1))));
    for (RateLimitPolicy other : others) {
      store.asked.clear();
      ask(other, 200, 50);
      assertThat(store.asked).as(other.name()).hasSize(200);
    }
  }

  @Test
  void two_policies_at_once_are_asked_for() {
    ask(policy, 20_000, 50);
    store.asked.clear();
    List<Charge> both =
        List.of(charge(policy, 1), charge(policy("other", bucket("other", 1_000, DAY)), 1));
    assertThat(source(node.acquire(both))).isEqualTo(Verdict.Source.SHARED);
  }

  /** Had each request been charged when it came, the bucket would have admitted it. */
  @Property(tries = 300)
  void a_limit_is_never_exceeded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int nodes) {
    Random random = new Random(seed);
    long interval = new long[] {10, 50, 200, 1_000, 20_000}[random.nextInt(5)];
    long burst = 200 + random.nextInt(3_000);
    Limit limit = burst("hot", SECOND.toNanos() / 1_000 / interval, SECOND, burst);
    MovedClock time = new MovedClock();
    BreakableStore shared = new BreakableStore(new LocalRateLimitStore(time, 10));
    Bucket exact = new Bucket(limit, interval);
    List<RateLimitStore> all = nodes(nodes, shared, time);
    for (int i = 0; i < 20_000; i++) {
      // Crowds, and now and then a pause in which the bucket fills.
      exact.advance(time, random.nextInt(500) == 0 ? random.nextInt(300_000) : random.nextInt(90));
      long cost = random.nextInt(10) == 0 ? 1 + random.nextInt(5) : 1;
      exact.ask(all.get(random.nextInt(nodes)), cost);
      if (random.nextInt(300) == 0) {
        // Somebody takes all that is left, while nodes have something in hand.
        for (long much = Long.highestOneBit(burst); much > 0; much /= 2) {
          exact.ask(shared, much);
        }
      }
    }
  }

  /** What a bucket would say if each request were charged when it comes. */
  private static final class Bucket {
    private final RateLimitPolicy policy;
    private final long interval;
    private final long capacity;
    private long now;
    private long full;

    Bucket(Limit limit, long interval) {
      this.policy = policy("hot", limit);
      this.interval = interval;
      this.capacity = limit.burst() * interval;
    }

    void advance(MovedClock time, long micros) {
      time.advanceMicros(micros);
      now += micros;
    }

    void ask(RateLimitStore store, long cost) {
      if (acquire(store, policy, cost) instanceof Verdict.Admitted) {
        full = Math.max(full, now) + cost * interval;
        assertThat(full - now).as("at %s us", now).isLessThanOrEqualTo(capacity);
      }
    }
  }

  /** Of a quota that does not come back while it lasts. */
  @Property(tries = 100)
  void a_hundredth_of_what_was_admitted_is_taken_in_vain_at_most(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int nodes) {
    Random random = new Random(seed);
    MovedClock time = new MovedClock();
    BreakableStore shared = new BreakableStore(new LocalRateLimitStore(time, 10));
    List<RateLimitStore> all = nodes(nodes, shared, time);
    long admitted = 0;
    for (int pulse = 0; pulse < 20; pulse++) {
      int step = 1 + random.nextInt(200);
      for (int i = random.nextInt(3_000); i > 0; i--) {
        time.advanceMicros(step);
        admitted +=
            acquire(all.get(random.nextInt(nodes)), policy, 1) instanceof Verdict.Admitted ? 1 : 0;
      }
      time.advanceMicros(random.nextInt(150_000));
    }
    long charged = shared.asked.stream().mapToLong(charges -> charges.get(0).cost()).sum();
    assertThat(charged - admitted).isLessThanOrEqualTo(admitted / 100);
  }

  private static List<RateLimitStore> nodes(int count, RateLimitStore shared, MovedClock time) {
    List<RateLimitStore> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new PrefetchedQuota(shared, time));
    }
    return nodes;
  }

  private static Limit burst(String name, long quota, Duration window, long burst) {
    return new Limit(name, Algorithm.TOKEN_BUCKET, quota, window, burst, Duration.ZERO);
  }

  /** Asks so often, with so many microseconds between; how many were admitted. */
  private int ask(RateLimitPolicy policy, int times, long micros) {
    int admitted = 0;
    for (int i = 0; i < times; i++) {
      admitted += acquire(node, policy, 1) instanceof Verdict.Admitted ? 1 : 0;
      clock.advanceMicros(micros);
    }
    return admitted;
  }

  private static Verdict acquire(RateLimitStore store, RateLimitPolicy policy, long cost) {
    return store.acquire(List.of(charge(policy, cost)));
  }

  private static Charge charge(RateLimitPolicy policy, long cost) {
    return new Charge(policy, "key", policy.limits().standard(), cost);
  }

  private static Verdict.Source source(Verdict verdict) {
    return ((Verdict.Admitted) verdict).source();
  }
}
