package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.BanRule;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Fallback;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
  @Test
  void without_any_property_there_is_no_redis_and_no_policy() {
    Settings settings = Properties.of().read();
    assertThat(settings.redis()).isEmpty();
    assertThat(settings.rateLimit().policies()).isEmpty();
    assertThat(settings.rateLimit().rateLimitFields()).isTrue();
    assertThat(settings.rateLimit().legacyFields()).isEqualTo(LegacyFields.OFF);
    assertThat(settings.refreshInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.renderer()).isEmpty();
  }

  @Test
  void a_uri_is_all_that_redis_needs() {
    RedisSettings redis =
        Properties.of("buttress.redis.uri", "redis://h").read().redis().orElseThrow();
    assertThat(redis.connectTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(redis.readTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(redis.keyPrefix()).isEqualTo("bt:");
    assertThat(redis).isEqualTo(RedisSettings.of("redis://h"));
  }

  @Test
  void a_password_of_its_own_wins_over_the_uris() {
    RedisSettings redis =
        Properties.of(
                "buttress.redis.uri", "redis://a:b@h",
                "buttress.redis.password", "c",
                "buttress.redis.sentinel-password", "d")
            .read()
            .redis()
            .orElseThrow();
    assertThat(redis.user()).contains("a");
    assertThat(redis.password()).contains(new Secret("c"));
    assertThat(redis.sentinelPassword()).contains(new Secret("d"));
    assertThat(redis.toString()).doesNotContain("Secret[reveal");
  }

  @Test
  void paths_and_limits_make_a_policy() {
    RateLimitPolicy policy =
        Properties.of(
                "buttress.rate-limit.api.paths", "/api/*, *.jsp",
                "buttress.rate-limit.api.limits", "100/1m")
            .policy();
    assertThat(policy.name()).isEqualTo("api");
    assertThat(policy.match().paths()).extracting("source").containsExactly("/api/*", "*.jsp");
    assertThat(policy.match().methods()).isEmpty();
    assertThat(policy.limits().standard().limits())
        .extracting(Limit::name, Limit::algorithm, Limit::quota, Limit::burst)
        .containsExactly(tuple("api", Algorithm.TOKEN_BUCKET, 100L, 100L));
    assertThat(policy.cost()).extracting(CostSpec::perRequest).isEqualTo(1L);
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(policy.fallback()).isEqualTo(Fallback.LOCAL);
    assertThat(policy.expectedNodes()).isEqualTo(1);
    assertThat(policy.ban()).isEmpty();
    assertThat(policy.leasedQuota()).isEmpty();
  }

  @Test
  void every_setting_of_a_policy_reaches_it() {
    RateLimitPolicy policy =
        Properties.of()
            .with("buttress.rate-limit.a.b#c-1.", "paths", "/shops/{shop}/*")
            .with("buttress.rate-limit.a.b#c-1.", "exempt-paths", "/shops/x/*")
            .with("buttress.rate-limit.a.b#c-1.", "methods", "POST, PUT")
            .with("buttress.rate-limit.a.b#c-1.", "condition-class", Samples.Never.class.getName())
            .with("buttress.rate-limit.a.b#c-1.", "key", "principal|path:shop|none")
            .with("buttress.rate-limit.a.b#c-1.", "limits", "10/1s")
            .with("buttress.rate-limit.a.b#c-1.", "burst", "20")
            .with("buttress.rate-limit.a.b#c-1.", "role-limits.basic.user", "20/1s")
            .with("buttress.rate-limit.a.b#c-1.", "role-limits.premium", "2000/1m")
            .with("buttress.rate-limit.a.b#c-1.", "key-limits.10.0.0.1", "2/1s, 5/1m burst 9")
            .with("buttress.rate-limit.a.b#c-1.", "limits-class", Samples.Tenants.class.getName())
            .with("buttress.rate-limit.a.b#c-1.", "cost", "2")
            .with("buttress.rate-limit.a.b#c-1.", "settle", "by-status")
            .with("buttress.rate-limit.a.b#c-1.", "status-costs", "401:5, 5xx:0")
            .with("buttress.rate-limit.a.b#c-1.", "mode", "observe")
            .with("buttress.rate-limit.a.b#c-1.", "fallback", "closed")
            .with("buttress.rate-limit.a.b#c-1.", "expected-nodes", "4")
            .with("buttress.rate-limit.a.b#c-1.", "ban", "20/1m for 10m")
            .policy();
    assertThat(policy.name()).isEqualTo("a.b#c-1");
    assertThat(policy.match().methods()).containsExactlyInAnyOrder("POST", "PUT");
    assertThat(policy.match().exemptPaths()).extracting("source").containsExactly("/shops/x/*");
    assertThat(policy.match().condition().test(null)).isFalse();
    assertThat(policy.limits().standard().limits().get(0).burst()).isEqualTo(20);
    assertThat(policy.limits().byRole().keySet()).containsExactly("premium", "basic.user");
    assertThat(policy.limits().byKey().get("10.0.0.1").limits()).hasSize(2);
    assertThat(policy.limits().source()).containsInstanceOf(Samples.Tenants.class);
    assertThat(policy.cost())
        .isEqualTo(
            new CostSpec(2, CostSpec.Settlement.BY_STATUS, Map.of("401", 5L, "5xx", 0L), 1024));
    assertThat(policy.mode()).isEqualTo(Mode.OBSERVE);
    assertThat(policy.fallback()).isEqualTo(Fallback.CLOSED);
    assertThat(policy.expectedNodes()).isEqualTo(4);
    assertThat(policy.ban())
        .contains(new BanRule(20, Duration.ofMinutes(1), Duration.ofMinutes(10)));
  }

  @Test
  void leased_quota_reaches_the_policy() {
    RateLimitPolicy policy =
        Properties.of(
                "buttress.rate-limit.api.limits", "100/1m",
                "buttress.rate-limit.api.leased-quota", "10")
            .policy();
    assertThat(policy.leasedQuota()).isEqualTo(OptionalLong.of(10));
  }

  @Test
  void an_empty_value_is_none() {
    RateLimitPolicy policy =
        Properties.of(
                "buttress.rate-limit.api.limits", "100/1m",
                "buttress.rate-limit.api.mode", "",
                "buttress.rate-limit.api.ban", "  ")
            .policy();
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(policy.ban()).isEmpty();
  }

  @Test
  void a_policy_that_only_an_annotation_can_complete_waits_for_it() {
    Properties properties = Properties.of("buttress.rate-limit.BookResource.find.mode", "observe");
    assertThat(properties.read().rateLimit().policies()).isEmpty();
    RateLimitPolicy policy =
        properties
            .annotated("BookResource.find", Map.of("limits", "5/1m", "mode", "enforce"))
            .orElseThrow();
    assertThat(policy.mode()).as("the property wins").isEqualTo(Mode.OBSERVE);
    assertThat(policy.limits().standard().limits().get(0).quota()).isEqualTo(5);
  }

  @Test
  void when_switched_off_no_policy_has_an_effect() {
    Properties properties =
        Properties.of(
            "buttress.rate-limit.enabled", "false", "buttress.rate-limit.api.limits", "100/1m");
    assertThat(properties.read().rateLimit().policies())
        .extracting(RateLimitPolicy::mode)
        .containsExactly(Mode.OFF);
    assertThat(properties.annotated("api", Map.of()).orElseThrow().mode()).isEqualTo(Mode.OFF);
  }

  @Test
  void an_init_param_wins_over_a_property() {
    Snapshot snapshot =
        Properties.of("buttress.rate-limit.api.limits", "1/1m")
            .snapshot()
            .with("buttress.rate-limit.", Map.of("api.limits", "2/1m"), "init-param of filter F");
    Settings settings = Properties.reader().read(snapshot);
    assertThat(settings.rateLimit().policies().get(0).limits().standard().limits().get(0).quota())
        .isEqualTo(2);
  }

  @Test
  void a_class_of_the_users_is_made_once_also_when_settings_are_read_again() {
    SettingsReader reader = Properties.reader();
    Snapshot snapshot =
        Properties.of("buttress.rate-limit.renderer-class", Samples.Renderer.class.getName())
            .snapshot();
    assertThat(reader.read(snapshot).renderer().orElseThrow())
        .isSameAs(reader.read(snapshot).renderer().orElseThrow());
  }
}
