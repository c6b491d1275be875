package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.BanRule;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.Fallback;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovedClock clock = new MovedClock();
  private final LocalRateLimitStore local = new LocalRateLimitStore(clock, 1_000);
  private final List<String> told = new ArrayList<>();
  private final RateLimitPolicy api = policy("api", bucket("api", 9, MINUTE));

  @Test
  void of_several_policies_only_the_one_that_delays_is_told_as_such() {
    Limit turns = new Limit("shape", Algorithm.LEAKY_BUCKET, 10, Duration.ofSeconds(1), 10, MINUTE);
    decide(local, api, policy("shape", turns));
    decide(local, api, policy("shape", turns));
    assertThat(told)
        .containsExactly(
            "api ALLOWED LOCAL", "shape ALLOWED LOCAL", "api ALLOWED LOCAL", "shape DELAYED LOCAL");
  }

  @Test
  void of_several_policies_the_open_one_is_told_as_counted_by_nobody_during_an_outage() {
    BreakableStore gone = new BreakableStore(local);
    gone.broken = true;
    RateLimitPolicy open =
        with(policy("open", bucket("open", 1, MINUTE)), p -> p.fallback(Fallback.OPEN));
    decide(new FallbackStore(gone, local), api, open);
    assertThat(told).containsExactly("api ALLOWED LOCAL", "open ALLOWED NONE");
  }

  @Test
  void who_is_banned_for_a_short_time_is_told_of_the_wait_that_comes_after_it() {
    BanRule rule = new BanRule(1, MINUTE, Duration.ofSeconds(5));
    RateLimitPolicy slow =
        with(policy("slow", bucket("slow", 1, Duration.ofHours(1))), p -> p.ban(rule));
    decide(local, slow);
    decide(local, slow);
    Decision.Rejected banned = (Decision.Rejected) decide(local, slow);
    assertThat(banned.reason()).isEqualTo(Decision.Reason.BANNED);
    assertThat(banned.retryAfter()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void of_several_policies_the_one_that_has_banned_is_told() {
    BanRule rule = new BanRule(1, MINUTE, MINUTE);
    RateLimitPolicy wide = with(api, p -> p.ban(rule));
    RateLimitPolicy narrow = with(policy("narrow", bucket("n", 1, MINUTE)), p -> p.ban(rule));
    decide(local, narrow);
    decide(local, narrow);
    told.clear();
    Decision.Rejected banned = (Decision.Rejected) decide(local, wide, narrow);
    assertThat(banned.policy()).isEqualTo("narrow");
    assertThat(told).containsExactly("narrow BANNED LOCAL");
  }

  private Decision decide(RateLimitStore store, RateLimitPolicy... policies) {
    List<Charge> charges =
        Stream.of(policies).map(p -> new Charge(p, "key", p.limits().standard(), 1)).toList();
    return judge(store).decide(charges);
  }

  private Judge judge(RateLimitStore store) {
    return new Judge(
        store,
        (policy, kind, source) -> told.add(policy.name() + " " + kind + " " + source),
        clock);
  }
}
