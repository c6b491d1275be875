package io.buttress.ratelimit;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.http.ClientAddress;
import io.buttress.ratelimit.CostSpec.Settlement;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings check themselves, and say what is wrong and what is allowed. */
class SettingsRecordsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_limit_is_within_what_its_algorithm_can_count() {
    refused(() -> bucket("x", 0, SECOND), "quota of limit x", "0", "1 to 1000000000000");
    refused(() -> bucket("x", Limit.MAX_QUOTA + 1, SECOND), "1000000000001");
    refused(() -> limit("x", Algorithm.SLIDING_LOG, 100_001, SECOND), "100000");
    refused(() -> limit("x", Algorithm.CONCURRENCY, 100_001, SECOND), "100000");
    refused(() -> limit("x", Algorithm.SLIDING_WINDOW, 100_000_000_001L, SECOND), "100000000000");
    bucket("x", Limit.MAX_QUOTA, SECOND);
  }

  @Test
  void a_window_is_whole_milliseconds_up_to_366_days() {
    refused(() -> bucket("x", 1, Duration.ZERO), "window of limit x", "1ms to 366d");
    refused(() -> bucket("x", 1, Duration.ofNanos(1_500_000)), "whole milliseconds");
    refused(() -> bucket("x", 1, Duration.ofDays(367)), "367d");
    bucket("x", 1, Duration.ofDays(366));
  }

  @Test
  void a_burst_belongs_to_a_token_bucket_and_comes_back_in_a_lifetime() {
    refused(() -> ten(Algorithm.TOKEN_BUCKET, 0, Duration.ZERO), "burst of limit x", "0");
    refused(() -> ten(Algorithm.FIXED_WINDOW, 9, Duration.ZERO), "only token-bucket");
    refused(
        () -> new Limit("x", Algorithm.TOKEN_BUCKET, 1, Duration.ofDays(366), 11, Duration.ZERO),
        "longer than 3660 days");
  }

  @Test
  void a_wait_belongs_to_a_leaky_bucket() {
    refused(() -> ten(Algorithm.TOKEN_BUCKET, 10, SECOND), "longest wait", "0s to 0s");
    refused(() -> ten(Algorithm.LEAKY_BUCKET, 10, Duration.ofHours(2)), "0s to 1h");
    ten(Algorithm.LEAKY_BUCKET, 10, SECOND);
  }

  private static Limit ten(Algorithm algorithm, long burst, Duration wait) {
    return new Limit("x", algorithm, 10, SECOND, burst, wait);
  }

  @Test
  void a_name_of_a_limit_can_stand_in_a_field() {
    refused(() -> bucket("", 1, SECOND), "0", "1 to 200");
    refused(() -> bucket("a\nb", 1, SECOND), "printable ASCII");
    refused(() -> bucket("ä", 1, SECOND), "printable ASCII");
  }

  @Test
  void limits_that_apply_together_are_one_to_eight_with_different_names() {
    refused(() -> new LimitSet(List.of()), "0", "1 to 8");
    refused(() -> new LimitSet(Collections.nCopies(9, bucket("x", 1, SECOND))), "9", "1 to 8");
    refused(() -> new LimitSet(Collections.nCopies(2, bucket("x", 1, SECOND))), "different names");
  }

  @Test
  void a_policy_has_a_name_that_can_stand_in_a_key() {
    for (String name : List.of("", "a b", "a}b", "a:b", "x".repeat(129))) {
      refused(() -> policy(name, bucket("x", 1, SECOND)), "'" + name + "'", "1 to 128 letters");
    }
    policy("com.acme.Books#find-1_x", bucket("x", 1, SECOND));
  }

  @Test
  void numbers_of_a_policy_have_their_ranges() {
    RateLimitPolicy policy = policy("p", bucket("x", 1, SECOND));
    refused(() -> with(policy, p -> p.nodes(0)), "expected nodes", "1 to 10000");
    refused(() -> with(policy, p -> p.leased(0)), "leased quota", "from 1");
    refused(() -> new BanRule(0, SECOND, SECOND), "rejections", "1 to 1000000");
    refused(() -> new BanRule(1, Duration.ofDays(2), SECOND), "1ms to 1d");
    refused(() -> new BanRule(1, SECOND, Duration.ZERO), "duration of a ban", "1ms to 366d");
  }

  @Test
  void policies_have_different_names() {
    List<RateLimitPolicy> twice = Collections.nCopies(2, policy("p", bucket("x", 1, SECOND)));
    refused(
        () -> new RateLimitSettings(twice, new ClientAddress(), true, LegacyFields.OFF),
        "same name");
  }

  @Test
  void a_key_has_alternatives_of_parts_that_can_exist() {
    refused(() -> new KeySpec(List.of(), KeySpec.Absent.ADDRESS), "alternatives", "1 to 8");
    refused(() -> new KeySpec(List.of(List.of()), KeySpec.Absent.ADDRESS), "parts", "1 to 8");
    refused(() -> new KeyPart.Header("X Y"), "header:X Y");
    refused(() -> new KeyPart.Cookie("a;b"), "cookie:a;b");
  }

  @Test
  void a_charge_is_bounded() {
    RateLimitPolicy policy = policy("p", bucket("x", 1, SECOND));
    LimitSet limits = policy.limits().standard();
    refused(() -> new Charge(policy, "", limits, 1), "0", "1 to 64");
    refused(() -> new Charge(policy, "k".repeat(65), limits, 1), "65");
    refused(() -> new Charge(policy, "k", limits, Limit.MAX_QUOTA + 1), "the cost");
  }

  @Test
  void roles_are_asked_in_the_order_in_which_they_are_written() {
    Map<String, LimitSet> roles = new LinkedHashMap<>();
    for (String role : List.of("z", "y", "x", "w", "a")) {
      roles.put(role, LimitSet.of(bucket("l", 1, SECOND)));
    }
    LimitTable table =
        new LimitTable(LimitSet.of(bucket("l", 1, SECOND)), roles, Map.of(), Optional.empty());
    assertThat(table.byRole().keySet()).containsExactly("z", "y", "x", "w", "a");
  }

  @ParameterizedTest
  @CsvSource({"401, 5", "404, 2", "499, 2", "200, 3", "500, 3", "304, 0"})
  void a_cost_by_status_is_the_exact_ones_then_the_classes_then_what_was_charged(
      int status, long cost) {
    CostSpec spec =
        new CostSpec(3, Settlement.BY_STATUS, Map.of("401", 5L, "4xx", 2L, "304", 0L), 1);
    assertThat(spec.wholeCost(outcome(status, 0, OptionalLong.empty()))).isEqualTo(cost);
    assertThat(spec.canGiveBack()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "1024, 1", "1025, 2", "9223372036854775807, 1000000000000"})
  void a_cost_by_bytes_is_rounded_up(long bytes, long cost) {
    CostSpec spec = new CostSpec(1, Settlement.BY_BYTES, Map.of(), bytes > 2_000 ? 1 : 1_024);
    assertThat(spec.wholeCost(outcome(200, bytes, OptionalLong.empty()))).isEqualTo(cost);
  }

  @Test
  void a_cost_by_the_application_is_what_it_says_or_what_was_charged() {
    CostSpec spec = new CostSpec(4, Settlement.BY_APPLICATION, Map.of(), 1);
    assertThat(spec.wholeCost(outcome(200, 0, OptionalLong.of(9)))).isEqualTo(9);
    assertThat(spec.wholeCost(outcome(200, 0, OptionalLong.empty()))).isEqualTo(4);
    assertThat(CostSpec.ONE.wholeCost(outcome(500, 7, OptionalLong.of(9)))).isEqualTo(1);
    assertThat(CostSpec.ONE.canGiveBack()).isFalse();
  }

  @Test
  void costs_have_their_ranges() {
    refused(() -> new CostSpec(0, Settlement.NONE, Map.of(), 1), "cost of a request");
    refused(() -> new CostSpec(1, Settlement.BY_BYTES, Map.of(), 0), "bytes");
    refused(() -> new CostSpec(1, Settlement.BY_STATUS, Map.of("6xx", 1L), 1), "'6xx'", "4xx");
    refused(() -> new CostSpec(1, Settlement.BY_STATUS, Map.of("401", -1L), 1), "status 401");
    refused(() -> outcome(200, -1, OptionalLong.empty()), "-1");
    refused(() -> outcome(200, 0, OptionalLong.of(-2)), "-2");
  }

  private static ResponseOutcome outcome(int status, long bytes, OptionalLong declared) {
    return new ResponseOutcome(status, bytes, declared);
  }

  private static void refused(ThrowingCallable creation, String... parts) {
    assertThatThrownBy(creation)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}
