package io.buttress.ratelimit;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.http.ClientAddress;
import io.buttress.http.Field;
import io.buttress.http.TestRequest;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import io.buttress.ratelimit.internal.LocalRateLimitStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RateLimitEngineTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovedClock clock = new MovedClock();
  private final LocalRateLimitStore store = new LocalRateLimitStore(clock, 1_000);

  @Test
  void a_request_that_no_policy_matches_is_unlimited() {
    RateLimitEngine engine = engine(with(policy("api", bucket("api", 1, MINUTE)), p -> p.on("/x")));
    TestRequest request = TestRequest.get("/y");
    assertThat(engine.matching(request)).isEmpty();
    assertThat(engine.decide(request, List.of())).isEqualTo(Decision.Unlimited.INSTANCE);
  }

  @Test
  void what_is_within_the_limit_passes_and_the_next_is_rejected_until_a_token_has_come() {
    RateLimitEngine engine = engine(policy("api", bucket("api", 3, MINUTE)));
    for (int left = 2; left >= 0; left--) {
      Decision.Allowed allowed = allowed(engine, TestRequest.get("/"));
      assertThat(allowed.states()).extracting(LimitState::remaining).containsExactly((long) left);
      assertThat(allowed.needsFinish()).isFalse();
    }
    Decision.Rejected rejected = rejected(engine, TestRequest.get("/"));
    assertThat(rejected.reason()).isEqualTo(Decision.Reason.QUOTA_EXCEEDED);
    assertThat(rejected.violated()).containsExactly("api");
    assertThat(rejected.policy()).isEqualTo("api");
    assertThat(rejected.retryAfter()).isEqualTo(Duration.ofSeconds(20));
    clock.advance(Duration.ofSeconds(20));
    allowed(engine, TestRequest.get("/"));
    rejected(engine, TestRequest.get("/"));
  }

  @Test
  void clients_count_for_themselves() {
    RateLimitEngine engine = engine(policy("api", bucket("api", 1, MINUTE)));
    allowed(engine, TestRequest.get("/").from("192.0.2.1"));
    allowed(engine, TestRequest.get("/").from("192.0.2.2"));
    rejected(engine, TestRequest.get("/").from("192.0.2.1"));
  }

  @Test
  void several_policies_are_charged_together_or_not_at_all() {
    RateLimitEngine engine =
        engine(policy("a", bucket("a", 5, MINUTE)), policy("b", bucket("b", 1, MINUTE)));
    assertThat(allowed(engine, TestRequest.get("/")).charges()).hasSize(2);
    for (int i = 0; i < 10; i++) {
      Decision.Rejected rejected = rejected(engine, TestRequest.get("/"));
      assertThat(rejected.policy()).isEqualTo("b");
      assertThat(rejected.violated()).containsExactly("b");
      assertThat(rejected.states()).extracting(LimitState::remaining).containsExactly(4L, 0L);
    }
  }

  @Test
  void a_policy_that_is_off_is_not_there() {
    RateLimitPolicy off = with(policy("api", bucket("api", 1, MINUTE)), p -> p.mode(Mode.OFF));
    RateLimitEngine engine = engine(off);
    assertThat(engine.matching(TestRequest.get("/"))).isEmpty();
    assertThat(engine.decide(TestRequest.get("/"), List.of(off)))
        .isEqualTo(Decision.Unlimited.INSTANCE);
    assertThat(engine.decide(off, "x", 1)).isEqualTo(Decision.Unlimited.INSTANCE);
  }

  @Test
  void a_request_without_a_key_is_unlimited_if_the_policy_says_so() {
    KeySpec principals =
        new KeySpec(List.of(List.of(new KeyPart.Principal())), KeySpec.Absent.UNLIMITED);
    RateLimitEngine engine =
        engine(with(policy("api", bucket("api", 1, MINUTE)), p -> p.key(principals)));
    assertThat(decide(engine, TestRequest.get("/"))).isEqualTo(Decision.Unlimited.INSTANCE);
    allowed(engine, TestRequest.get("/").by("alice"));
    rejected(engine, TestRequest.get("/").by("alice"));
  }

  @Test
  void limits_differ_by_key_then_class_then_role() {
    LimitTable table =
        new LimitTable(
            set(1),
            Map.of("gold", set(3)),
            Map.of("alice", set(5)),
            Optional.of((request, key) -> key.equals("bob") ? "4/1m" : null));
    KeySpec principals = KeySpec.of(new KeyPart.Principal());
    RateLimitEngine engine =
        engine(with(policy("api", bucket("api", 1, MINUTE)), p -> p.key(principals).limits(table)));
    assertThat(quota(engine, TestRequest.get("/").by("alice", "gold"))).isEqualTo(5);
    assertThat(quota(engine, TestRequest.get("/").by("bob", "gold"))).isEqualTo(4);
    assertThat(quota(engine, TestRequest.get("/").by("carol", "gold"))).isEqualTo(3);
    assertThat(quota(engine, TestRequest.get("/").by("dave"))).isEqualTo(1);
    assertThat(quota(engine, TestRequest.get("/"))).isEqualTo(1);
  }

  @Test
  void limits_given_to_a_key_at_run_time_win_over_everything() {
    RateLimitPolicy policy = policy("api", bucket("api", 1, MINUTE));
    RateLimitEngine engine =
        RateLimitEngine.builder(settings(policy), store)
            .overrides(
                (name, key) ->
                    name.equals("api") && key.equals(RateLimitEngine.boundedKey("192.0.2.9"))
                        ? set(7)
                        : null)
            .build();
    assertThat(quota(engine, TestRequest.get("/").from("192.0.2.9"))).isEqualTo(7);
    assertThat(quota(engine, TestRequest.get("/").from("192.0.2.8"))).isEqualTo(1);
  }

  @Test
  void code_can_ask_with_a_key_and_a_cost() {
    RateLimitPolicy policy = policy("mail", bucket("mail", 10, MINUTE));
    RateLimitEngine engine = engine(policy);
    assertThat(engine.decide(policy, "alice", 8)).isInstanceOf(Decision.Allowed.class);
    assertThat(engine.decide(policy, "alice", 3)).isInstanceOf(Decision.Rejected.class);
    assertThat(engine.decide(policy, "alice", 2)).isInstanceOf(Decision.Allowed.class);
    engine.reset(policy, "alice");
    assertThat(engine.decide(policy, "alice", 10)).isInstanceOf(Decision.Allowed.class);
    assertThatThrownBy(() -> engine.decide(policy, "alice", 0)).hasMessageContaining("0");
    assertThatThrownBy(() -> engine.decide(policy, "", 1)).hasMessageContaining("key");
  }

  @Test
  void a_leaky_bucket_tells_how_long_to_wait_for_the_turn() {
    Limit shape =
        new Limit(
            "shape", Algorithm.LEAKY_BUCKET, 10, Duration.ofSeconds(1), 10, Duration.ofMillis(250));
    RateLimitEngine engine = engine(policy("shape", shape));
    assertThat(allowed(engine, TestRequest.get("/")).delay()).isZero();
    assertThat(allowed(engine, TestRequest.get("/")).delay()).isEqualTo(Duration.ofMillis(100));
    assertThat(allowed(engine, TestRequest.get("/")).delay()).isEqualTo(Duration.ofMillis(200));
    assertThat(rejected(engine, TestRequest.get("/")).retryAfter())
        .isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void a_request_in_flight_holds_its_place_until_it_is_finished() {
    RateLimitEngine engine =
        engine(policy("slow", limit("slow", Algorithm.CONCURRENCY, 2, MINUTE)));
    Decision.Allowed first = allowed(engine, TestRequest.get("/"));
    assertThat(first.needsFinish()).isTrue();
    allowed(engine, TestRequest.get("/"));
    rejected(engine, TestRequest.get("/"));
    engine.finish(first, outcome(200));
    engine.finish(first, outcome(200));
    allowed(engine, TestRequest.get("/"));
    rejected(engine, TestRequest.get("/"));
  }

  @Test
  void a_cost_settled_after_the_response_is_a_debt() {
    CostSpec byStatus = new CostSpec(1, CostSpec.Settlement.BY_STATUS, Map.of("401", 5L), 1);
    RateLimitEngine engine =
        engine(with(policy("login", bucket("login", 6, MINUTE)), p -> p.cost(byStatus)));
    Decision.Allowed failed = allowed(engine, TestRequest.get("/"));
    assertThat(failed.needsFinish()).isTrue();
    engine.finish(failed, outcome(401));
    engine.finish(allowed(engine, TestRequest.get("/")), outcome(401));
    assertThat(rejected(engine, TestRequest.get("/")).retryAfter())
        .as("ten of six are spent: four of debt, and one for the request")
        .isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void a_cost_settled_lower_gives_back() {
    CostSpec byApplication = new CostSpec(5, CostSpec.Settlement.BY_APPLICATION, Map.of(), 1);
    RateLimitEngine engine =
        engine(with(policy("api", bucket("api", 5, MINUTE)), p -> p.cost(byApplication)));
    Decision.Allowed cached = allowed(engine, TestRequest.get("/"));
    rejected(engine, TestRequest.get("/"));
    engine.finish(cached, new ResponseOutcome(200, 0, OptionalLong.of(0)));
    allowed(engine, TestRequest.get("/"));
  }

  @Test
  void a_client_that_goes_on_hammering_is_banned_and_then_forgiven() {
    BanRule rule = new BanRule(3, Duration.ofSeconds(10), Duration.ofMinutes(5));
    RateLimitEngine engine =
        engine(with(policy("api", bucket("api", 1, Duration.ofSeconds(1))), p -> p.ban(rule)));
    allowed(engine, TestRequest.get("/"));
    for (int i = 0; i < 3; i++) {
      assertThat(rejected(engine, TestRequest.get("/")).reason())
          .isEqualTo(Decision.Reason.QUOTA_EXCEEDED);
    }
    clock.advance(Duration.ofMinutes(1));
    Decision.Rejected banned = rejected(engine, TestRequest.get("/"));
    assertThat(banned.reason()).isEqualTo(Decision.Reason.BANNED);
    assertThat(banned.retryAfter()).isEqualTo(Duration.ofMinutes(4));
    assertThat(banned.violated()).isEmpty();
    allowed(engine, TestRequest.get("/").from("192.0.2.77"));
    clock.advance(Duration.ofMinutes(4));
    allowed(engine, TestRequest.get("/"));
  }

  @Test
  void rejections_that_lie_too_far_apart_lead_to_no_ban() {
    BanRule rule = new BanRule(2, Duration.ofSeconds(10), Duration.ofMinutes(5));
    RateLimitEngine engine =
        engine(with(policy("api", bucket("api", 1, Duration.ofMinutes(10))), p -> p.ban(rule)));
    allowed(engine, TestRequest.get("/"));
    for (int i = 0; i < 5; i++) {
      assertThat(rejected(engine, TestRequest.get("/")).reason())
          .isEqualTo(Decision.Reason.QUOTA_EXCEEDED);
      clock.advance(Duration.ofSeconds(10));
    }
  }

  private RateLimitEngine engine(RateLimitPolicy... policies) {
    return RateLimitEngine.builder(settings(policies), store).nanos(clock).build();
  }

  private static RateLimitSettings settings(RateLimitPolicy... policies) {
    return new RateLimitSettings(List.of(policies), new ClientAddress(), true, LegacyFields.OFF);
  }

  private static Decision decide(RateLimitEngine engine, TestRequest request) {
    return engine.decide(request, engine.matching(request));
  }

  private static Decision.Allowed allowed(RateLimitEngine engine, TestRequest request) {
    Decision decision = decide(engine, request);
    assertThat(decision).isInstanceOf(Decision.Allowed.class);
    return (Decision.Allowed) decision;
  }

  private static Decision.Rejected rejected(RateLimitEngine engine, TestRequest request) {
    Decision decision = decide(engine, request);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return (Decision.Rejected) decision;
  }

  private static LimitSet set(long quota) {
    return LimitSet.of(bucket("api", quota, MINUTE));
  }

  private static long quota(RateLimitEngine engine, TestRequest request) {
    return allowed(engine, request).states().get(0).limit().quota();
  }

  private static ResponseOutcome outcome(int status) {
    return new ResponseOutcome(status, 0, OptionalLong.empty());
  }

  static String value(List<Field> fields, String name) {
    return fields.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow().value();
  }
}
