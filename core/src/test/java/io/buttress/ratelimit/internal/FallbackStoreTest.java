package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Fallback;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FallbackStoreTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovedClock clock = new MovedClock();
  private final BreakableStore shared = new BreakableStore(new LocalRateLimitStore(clock, 100));
  private final FallbackStore store =
      new FallbackStore(shared, new LocalRateLimitStore(clock, 100));
  private final RateLimitPolicy local = policy("local", bucket("local", 4, MINUTE));
  private final RateLimitPolicy open =
      with(policy("open", bucket("open", 1, MINUTE)), p -> p.fallback(Fallback.OPEN));
  private final RateLimitPolicy closed =
      with(policy("closed", bucket("closed", 1, MINUTE)), p -> p.fallback(Fallback.CLOSED));

  @Test
  void while_the_store_is_there_it_counts() {
    assertThat(admitted(local).source()).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void a_local_policy_is_counted_by_this_node() {
    shared.broken = true;
    for (int i = 0; i < 4; i++) {
      assertThat(admitted(local).source()).isEqualTo(Verdict.Source.LOCAL);
    }
    assertThat(denied(local).source()).isEqualTo(Verdict.Source.LOCAL);
    shared.broken = false;
    assertThat(admitted(local).source()).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void a_node_admits_its_share_of_the_limit_and_at_least_one() {
    shared.broken = true;
    RateLimitPolicy two = with(local, p -> p.nodes(2));
    admitted(two);
    admitted(two);
    assertThat(denied(two).states()).extracting(s -> s.limit().quota()).containsExactly(2L);
    RateLimitPolicy many = with(policy("many", bucket("many", 4, MINUTE)), p -> p.nodes(100));
    admitted(many);
    denied(many);
  }

  @Test
  void a_share_admits_a_request_of_the_usual_cost() {
    shared.broken = true;
    CostSpec ten = new CostSpec(10, CostSpec.Settlement.NONE, java.util.Map.of(), 1);
    for (Algorithm algorithm :
        List.of(Algorithm.TOKEN_BUCKET, Algorithm.FIXED_WINDOW, Algorithm.SLIDING_LOG)) {
      String name = "a" + algorithm.ordinal();
      RateLimitPolicy policy =
          with(policy(name, limit(name, algorithm, 20, MINUTE)), p -> p.nodes(50).cost(ten));
      assertThat(acquire(policy, 10)).isInstanceOf(Verdict.Admitted.class);
      assertThat(acquire(policy, 10)).isInstanceOf(Verdict.Denied.class);
    }
  }

  @Test
  void a_share_of_a_bucket_that_takes_years_to_be_full_is_one_that_can_be_counted() {
    shared.broken = true;
    Duration year = Duration.ofDays(366);
    Limit slow = new Limit("slow", Algorithm.TOKEN_BUCKET, 3, year, 30, Duration.ZERO);
    RateLimitPolicy two = with(policy("slow", slow), p -> p.nodes(2));
    assertThat(acquire(two, 15)).isInstanceOf(Verdict.Admitted.class);
    assertThat(denied(two).states()).extracting(s -> s.limit().quota()).containsExactly(2L);
  }

  @Test
  void an_open_policy_lets_everything_pass_and_nobody_counts() {
    shared.broken = true;
    for (int i = 0; i < 3; i++) {
      Verdict.Admitted admitted = admitted(open);
      assertThat(admitted.source()).isEqualTo(Verdict.Source.NONE);
      assertThat(admitted.states()).isEmpty();
    }
  }

  @Test
  void a_closed_policy_lets_nothing_pass() {
    shared.broken = true;
    assertThat(acquire(closed, 1)).isEqualTo(new Verdict.Unavailable());
  }

  @Test
  void of_several_policies_the_closed_one_decides_and_the_open_one_is_left_out() {
    shared.broken = true;
    Charge charge = charge(local, 1);
    assertThat(store.acquire(List.of(charge(open, 1), charge(closed, 1), charge)))
        .isEqualTo(new Verdict.Unavailable());
    Verdict verdict = store.acquire(List.of(charge(open, 1), charge));
    assertThat(((Verdict.Admitted) verdict).states())
        .extracting((LimitState state) -> state.limit().name())
        .containsExactly("local");
  }

  @Test
  void settling_goes_where_the_fallback_counts_and_never_throws() {
    shared.broken = true;
    admitted(local);
    store.settle(charge(local, 3));
    denied(local);
    store.settle(charge(open, 3));
    store.settle(charge(closed, 3));
  }

  @Test
  void a_lease_goes_back_to_where_it_is_from() {
    RateLimitPolicy slow = policy("slow", limit("slow", Algorithm.CONCURRENCY, 1, MINUTE));
    Verdict.Admitted before = admitted(slow);
    shared.broken = true;
    Verdict.Admitted during = admitted(slow);
    denied(slow);
    shared.broken = false;
    denied(slow);
    store.release(during.leases());
    denied(slow);
    store.release(before.leases());
    admitted(slow);
  }

  @Test
  void a_lease_released_while_the_store_is_away_is_released_when_it_is_back() {
    RateLimitPolicy slow = policy("slow", limit("slow", Algorithm.CONCURRENCY, 1, MINUTE));
    Verdict.Admitted before = admitted(slow);
    shared.broken = true;
    store.release(before.leases());
    admitted(slow);
    shared.broken = false;
    denied(slow);
    assertThat(admitted(slow).source()).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void a_ban_holds_on_this_node_if_the_policy_counts_here() {
    shared.broken = true;
    store.ban(local, "key", MINUTE);
    assertThat(denied(local).banMicros()).isEqualTo(60_000_000);
    assertThatThrownBy(() -> store.ban(open, "key", MINUTE))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void a_reset_that_the_store_does_not_hear_of_is_not_kept_secret() {
    shared.broken = true;
    for (int i = 0; i < 4; i++) {
      admitted(local);
    }
    assertThatThrownBy(() -> store.reset(local, "key"))
        .isInstanceOf(StoreUnavailableException.class);
    admitted(local);
  }

  private Verdict acquire(RateLimitPolicy policy, long cost) {
    return store.acquire(List.of(charge(policy, cost)));
  }

  private Verdict.Admitted admitted(RateLimitPolicy policy) {
    Verdict verdict = acquire(policy, 1);
    assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
    return (Verdict.Admitted) verdict;
  }

  private Verdict.Denied denied(RateLimitPolicy policy) {
    Verdict verdict = acquire(policy, 1);
    assertThat(verdict).isInstanceOf(Verdict.Denied.class);
    return (Verdict.Denied) verdict;
  }

  private static Charge charge(RateLimitPolicy policy, long cost) {
    return new Charge(policy, "key", policy.limits().standard(), cost);
  }
}
