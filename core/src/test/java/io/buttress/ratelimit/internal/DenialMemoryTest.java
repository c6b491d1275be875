package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DenialMemoryTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovedClock clock = new MovedClock();
  private final BreakableStore store = new BreakableStore(new LocalRateLimitStore(clock, 100));
  private final DenialMemory memory = new DenialMemory(store, clock, DenialMemory.LONGEST);
  private final RateLimitPolicy policy = policy("api", bucket("api", 60, MINUTE));

  @Test
  void a_denied_key_is_denied_without_asking_until_it_could_pass() {
    assertAdmitted(acquire(policy, 60));
    assertThat(source(acquire(policy, 1))).isEqualTo(Verdict.Source.SHARED);
    int asked = store.asked.size();
    clock.advance(Duration.ofMillis(600));
    Verdict.Denied denied = (Verdict.Denied) acquire(policy, 1);
    assertThat(denied.source()).isEqualTo(Verdict.Source.MEMORY);
    assertThat(denied.states().get(0).waitMicros()).isEqualTo(400_000);
    assertThat(denied.states().get(0).resetMicros()).isEqualTo(59_400_000);
    assertThat(store.asked).hasSize(asked);
    clock.advance(Duration.ofMillis(400));
    assertAdmitted(acquire(policy, 1));
  }

  @Test
  void a_higher_cost_is_denied_too_and_a_lower_one_is_asked_for() {
    assertAdmitted(acquire(policy, 55));
    assertThat(source(acquire(policy, 10))).isEqualTo(Verdict.Source.SHARED);
    assertThat(source(acquire(policy, 11))).isEqualTo(Verdict.Source.MEMORY);
    assertAdmitted(acquire(policy, 5));
  }

  @Test
  void other_keys_policies_and_limits_are_asked_for() {
    assertAdmitted(acquire(policy, 60));
    acquire(policy, 1);
    assertAdmitted(memory.acquire(List.of(charge(policy, "other", 1))));
    assertAdmitted(acquire(policy("web", bucket("web", 60, MINUTE)), 1));
    LimitSet more = LimitSet.of(bucket("api", 120, MINUTE));
    assertThat(source(memory.acquire(List.of(new Charge(policy, "key", more, 1)))))
        .as("asked, even though the bucket is as empty under the higher limit")
        .isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void what_lasts_long_is_asked_for_again_every_ten_seconds() {
    RateLimitPolicy daily = policy("daily", bucket("daily", 1, Duration.ofDays(1)));
    assertAdmitted(acquire(daily, 1));
    acquire(daily, 1);
    clock.advance(DenialMemory.LONGEST.minusNanos(1));
    assertThat(source(acquire(daily, 1))).isEqualTo(Verdict.Source.MEMORY);
    clock.advance(Duration.ofNanos(1));
    assertThat(source(acquire(daily, 1))).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void where_charges_are_given_back_a_denial_stands_no_longer_than_a_second() {
    DenialMemory brief = new DenialMemory(store, clock, DenialMemory.LONGEST_WHERE_GIVEN_BACK);
    List<Charge> all = List.of(charge(policy, "key", 60));
    assertAdmitted(brief.acquire(all));
    assertThat(source(brief.acquire(all))).isEqualTo(Verdict.Source.SHARED);
    store.settle(charge(policy, "key", -60));
    clock.advance(Duration.ofMillis(999));
    assertThat(source(brief.acquire(all))).isEqualTo(Verdict.Source.MEMORY);
    clock.advance(Duration.ofMillis(1));
    assertAdmitted(brief.acquire(all));
  }

  @Test
  void a_refusal_of_one_policy_stands_for_all_that_are_asked_with_it() {
    RateLimitPolicy other = policy("other", bucket("other", 100, MINUTE));
    List<Charge> both = List.of(charge(other, "key", 1), charge(policy, "key", 60));
    assertAdmitted(memory.acquire(both));
    memory.acquire(List.of(charge(other, "key", 1), charge(policy, "key", 1)));
    Verdict.Denied denied =
        (Verdict.Denied) memory.acquire(List.of(charge(other, "key", 1), charge(policy, "key", 1)));
    assertThat(denied.source()).isEqualTo(Verdict.Source.MEMORY);
    assertThat(denied.states()).extracting(s -> s.limit().name()).containsExactly("api");
    assertAdmitted(acquire(other, 1));
  }

  @Test
  void what_a_response_can_give_back_is_not_remembered() {
    CostSpec cost = new CostSpec(2, CostSpec.Settlement.BY_STATUS, Map.of("304", 1L), 1);
    RateLimitPolicy giving = with(policy, p -> p.cost(cost));
    assertAdmitted(acquire(giving, 60));
    acquire(giving, 2);
    assertThat(source(acquire(giving, 2))).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void requests_in_flight_may_end_any_moment_and_are_not_remembered() {
    RateLimitPolicy slow = policy("slow", limit("slow", Algorithm.CONCURRENCY, 1, MINUTE));
    assertAdmitted(acquire(slow, 1));
    acquire(slow, 1);
    assertThat(source(acquire(slow, 1))).isEqualTo(Verdict.Source.SHARED);
  }

  @Test
  void a_reset_is_heeded_at_once() {
    assertAdmitted(acquire(policy, 60));
    acquire(policy, 1);
    memory.reset(policy, "key");
    assertAdmitted(acquire(policy, 60));
  }

  @Test
  void a_reset_while_the_answer_is_under_way_is_heeded() {
    RateLimitPolicy other = policy("other", bucket("other", 1, MINUTE));
    store.answered = () -> memory.reset(other, "unrelated or not, it came in between");
    assertAdmitted(acquire(policy, 60));
    assertThat(source(acquire(policy, 1))).isEqualTo(Verdict.Source.SHARED);
    assertThat(source(acquire(policy, 1))).isEqualTo(Verdict.Source.SHARED);
    store.answered = () -> {};
    assertThat(source(acquire(policy, 1))).isEqualTo(Verdict.Source.SHARED);
    assertThat(source(acquire(policy, 1))).isEqualTo(Verdict.Source.MEMORY);
  }

  @Test
  void a_ban_is_remembered_for_every_cost_and_limit_until_it_ends() {
    memory.ban(policy, "key", Duration.ofSeconds(5));
    LimitSet more = LimitSet.of(bucket("api", 120, MINUTE));
    Verdict.Denied banned =
        (Verdict.Denied) memory.acquire(List.of(new Charge(policy, "key", more, 1)));
    assertThat(banned.source()).isEqualTo(Verdict.Source.MEMORY);
    assertThat(banned.banMicros()).isEqualTo(5_000_000);
    clock.advance(Duration.ofSeconds(5));
    assertAdmitted(acquire(policy, 1));
  }

  @Test
  void a_ban_by_another_node_is_remembered_once_the_store_has_told_it() {
    store.ban(policy, "key", Duration.ofSeconds(5));
    assertThat(source(acquire(policy, 1))).isEqualTo(Verdict.Source.SHARED);
    assertThat(source(acquire(policy, 1))).isEqualTo(Verdict.Source.MEMORY);
  }

  @Test
  void the_same_answer_serves_for_a_millisecond() {
    assertAdmitted(acquire(policy, 60));
    acquire(policy, 1);
    Verdict first = acquire(policy, 1);
    clock.advance(Duration.ofNanos(999_999));
    assertThat(acquire(policy, 1)).isSameAs(first);
    clock.advance(Duration.ofNanos(1));
    assertThat(acquire(policy, 1)).isNotSameAs(first);
  }

  private Verdict acquire(RateLimitPolicy policy, long cost) {
    return memory.acquire(List.of(charge(policy, "key", cost)));
  }

  private static Charge charge(RateLimitPolicy policy, String key, long cost) {
    return new Charge(policy, key, policy.limits().standard(), cost);
  }

  private static void assertAdmitted(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
  }

  private static Verdict.Source source(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Denied.class);
    return ((Verdict.Denied) verdict).source();
  }
}
