package io.buttress.ratelimit;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.error.StoreUnavailableException;
import io.buttress.http.ClientAddress;
import io.buttress.http.TestRequest;
import io.buttress.ratelimit.RateLimitListener.Kind;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import io.buttress.ratelimit.internal.LocalRateLimitStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A policy that is only tried out has no effect, on clients or on other policies. */
class ObservingTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final TestRequest REQUEST = TestRequest.get("/");

  private final MovedClock clock = new MovedClock();
  private final LocalRateLimitStore store = new LocalRateLimitStore(clock, 100);
  private final List<String> told = new ArrayList<>();
  private final RateLimitListener listener =
      (policy, kind, source) -> told.add(policy.name() + " " + kind);

  private final RateLimitPolicy tried =
      with(policy("tried", bucket("tried", 1, MINUTE)), p -> p.mode(Mode.OBSERVE));

  @Test
  void it_lets_everything_pass_and_tells_what_it_would_have_rejected() {
    RateLimitEngine engine = engine(tried);
    assertThat(allowed(engine).observed()).isEmpty();
    assertThat(allowed(engine).observed()).containsExactly("tried");
    assertThat(told).containsExactly("tried ALLOWED", "tried OBSERVED");
  }

  @Test
  void its_limits_are_not_told_to_clients() {
    RateLimitEngine engine = engine(tried);
    assertThat(engine.fields(allowed(engine))).isEmpty();
  }

  @Test
  void its_rejection_does_not_keep_others_from_being_charged() {
    RateLimitPolicy enforced = policy("enforced", bucket("enforced", 3, MINUTE));
    RateLimitEngine engine = engine(tried, enforced);
    for (long left = 2; left >= 0; left--) {
      assertThat(allowed(engine).states())
          .extracting(s -> s.limit().name(), LimitState::remaining)
          .containsExactly(org.assertj.core.api.Assertions.tuple("enforced", left));
    }
    assertThat(decide(engine)).isInstanceOf(Decision.Rejected.class);
  }

  @Test
  void it_does_not_count_what_others_reject() {
    RateLimitPolicy wide =
        with(policy("wide", bucket("wide", 2, MINUTE)), p -> p.mode(Mode.OBSERVE));
    RateLimitEngine engine = engine(policy("enforced", bucket("enforced", 1, MINUTE)), wide);
    allowed(engine);
    decide(engine);
    decide(engine);
    assertThat(engine.decide(REQUEST, List.of(wide)))
        .isInstanceOfSatisfying(
            Decision.Allowed.class, allowed -> assertThat(allowed.observed()).isEmpty());
    assertThat(told)
        .containsExactly(
            "enforced ALLOWED",
            "wide ALLOWED",
            "enforced REJECTED",
            "enforced REJECTED",
            "wide ALLOWED");
  }

  @Test
  void its_requests_in_flight_and_costs_are_finished_like_others() {
    RateLimitPolicy slow =
        with(
            policy("slow", limit("slow", Algorithm.CONCURRENCY, 1, MINUTE)),
            p -> p.mode(Mode.OBSERVE));
    RateLimitEngine engine = engine(slow);
    Decision.Allowed first = allowed(engine);
    assertThat(first.needsFinish()).isTrue();
    Decision.Allowed second = allowed(engine);
    assertThat(second.observed()).containsExactly("slow");
    assertThat(second.needsFinish()).isFalse();
    engine.finish(first, new ResponseOutcome(200, 0, OptionalLong.empty()));
    assertThat(allowed(engine).observed()).isEmpty();
  }

  @Test
  void it_bans_nobody_and_delays_nobody() {
    BanRule rule = new BanRule(1, MINUTE, MINUTE);
    Limit shape = new Limit("shape", Algorithm.LEAKY_BUCKET, 1, MINUTE, 1, Duration.ofMinutes(2));
    RateLimitEngine engine =
        engine(
            with(tried, p -> p.ban(rule)), with(policy("shape", shape), p -> p.mode(Mode.OBSERVE)));
    for (int i = 0; i < 5; i++) {
      assertThat(allowed(engine).delay()).isZero();
    }
    assertThat(told).doesNotContain("tried BANNED");
  }

  @Test
  void a_store_out_of_reach_does_not_matter_to_it() {
    RateLimitStore broken =
        new RateLimitStore() {
          @Override
          public Verdict acquire(List<Charge> charges) {
            throw new StoreUnavailableException("gone");
          }

          @Override
          public void settle(Charge charge) {}

          @Override
          public void release(List<Lease> leases) {}

          @Override
          public void ban(RateLimitPolicy policy, String key, Duration duration) {}

          @Override
          public void reset(RateLimitPolicy policy, String key) {}
        };
    RateLimitEngine engine = new RateLimitEngine(settings(tried), broken, listener);
    assertThat(engine.decide(REQUEST, engine.matching(REQUEST)))
        .isInstanceOf(Decision.Allowed.class);
    assertThat(told).containsExactly("tried " + Kind.UNAVAILABLE);
  }

  private RateLimitEngine engine(RateLimitPolicy... policies) {
    return RateLimitEngine.builder(settings(policies), store)
        .listener(listener)
        .nanos(clock)
        .build();
  }

  private static RateLimitSettings settings(RateLimitPolicy... policies) {
    return new RateLimitSettings(List.of(policies), new ClientAddress(), true, LegacyFields.OFF);
  }

  private static Decision decide(RateLimitEngine engine) {
    return engine.decide(REQUEST, engine.matching(REQUEST));
  }

  private static Decision.Allowed allowed(RateLimitEngine engine) {
    Decision decision = decide(engine);
    assertThat(decision).isInstanceOf(Decision.Allowed.class);
    return (Decision.Allowed) decision;
  }
}
