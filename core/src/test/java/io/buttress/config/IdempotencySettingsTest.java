package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.RequestView;
import io.buttress.idempotency.AnswerSpec;
import io.buttress.idempotency.EncryptionKey;
import io.buttress.idempotency.Fallback;
import io.buttress.idempotency.FingerprintSpec;
import io.buttress.idempotency.FingerprintSpec.Part;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.InFlight;
import io.buttress.idempotency.OnOwnerLost;
import io.buttress.idempotency.Profile;
import io.buttress.idempotency.ScopePart;
import io.buttress.idempotency.ScopeSource;
import io.buttress.idempotency.Times;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdempotencySettingsTest {
  private static final String KEY_16 = "MDEyMzQ1Njc4OWFiY2RlZg==";

  public static class Tenant implements ScopeSource {
    @Override
    public String scopeOf(RequestView request) {
      return "t";
    }
  }

  private static Properties properties(String... more) {
    Properties properties = Properties.of("buttress.redis.uri", "redis://h");
    for (int i = 0; i < more.length; i += 2) {
      properties = properties.with("buttress.idempotency.", more[i], more[i + 1]);
    }
    return properties;
  }

  private static IdempotencyPolicy only(Properties properties) {
    List<IdempotencyPolicy> policies = properties.read().idempotency().policies();
    assertThat(policies).hasSize(1);
    return policies.get(0);
  }

  @Test
  void without_a_policy_there_is_one_that_honours_any_key() {
    IdempotencyPolicy policy = only(Properties.of());
    assertThat(policy.name()).isEqualTo("default");
    assertThat(policy.match().paths()).hasToString("[/*]");
    assertThat(policy.match().methods()).containsExactlyInAnyOrder("POST", "PATCH");
    assertThat(policy.required()).isFalse();
  }

  @Test
  void the_defaults_are_those_of_the_records() {
    IdempotencyPolicy policy = only(properties("orders.paths", "/orders"));
    assertThat(policy.name()).isEqualTo("orders");
    assertThat(policy.header()).isEqualTo(IdempotencyPolicy.HEADER);
    assertThat(policy.scope()).containsExactly(new ScopePart.Principal());
    assertThat(policy.times()).isEqualTo(Times.STANDARD);
    assertThat(policy.answers()).isEqualTo(AnswerSpec.STANDARD);
    assertThat(policy.fingerprint()).isEqualTo(FingerprintSpec.STANDARD);
    assertThat(policy.inFlight()).isEqualTo(InFlight.CONFLICT);
    assertThat(policy.onOwnerLost()).isEqualTo(OnOwnerLost.REEXECUTE);
    assertThat(policy.fallback()).isEqualTo(Fallback.CLOSED);
  }

  @Test
  void everything_can_be_set() {
    IdempotencyPolicy policy =
        only(
            properties(
                "pay.methods", "PUT",
                "pay.required", "true",
                "pay.header", "X-Request-Id",
                "pay.scope", "principal+header:X-Tenant+role:admin+class:" + Tenant.class.getName(),
                "pay.ttl", "31d",
                "pay.lease", "1m",
                "pay.max-execution", "1h",
                "pay.in-flight", "wait",
                "pay.max-wait", "10s",
                "pay.on-owner-lost", "reject",
                "pay.profile", "strict",
                "pay.replay-headers", "Location, X-Id",
                "pay.max-response", "1MiB",
                "pay.fingerprint", "path, body",
                "pay.ignored-json-fields", "sentAt",
                "pay.max-request", "2MiB",
                "pay.fallback", "open"));
    assertThat(policy.scope()).hasSize(4).contains(new ScopePart.Role("admin"));
    assertThat(policy.times().maxExecution()).isEqualTo(Duration.ofHours(1));
    assertThat(policy.answers())
        .isEqualTo(new AnswerSpec(Profile.STRICT, Set.of("location", "x-id"), 1 << 20));
    assertThat(policy.fingerprint())
        .isEqualTo(new FingerprintSpec(Set.of(Part.BODY), Set.of("sentAt"), 2 << 20));
    assertThat(policy.fallback()).isEqualTo(Fallback.OPEN);
  }

  @Test
  void a_body_need_not_count() {
    Properties properties = properties("up.fingerprint", "path", "up.scope", "none");
    assertThat(only(properties).fingerprint().needsBody()).isFalse();
    assertThat(only(properties).scope()).isEmpty();
  }

  @Test
  void keys_are_read_in_order_and_shown_to_nobody() {
    Properties properties = properties("encryption-keys", "new:" + KEY_16 + ", old:" + KEY_16);
    assertThat(properties.read().idempotency().keys())
        .extracting(EncryptionKey::id)
        .containsExactly("new", "old");
    assertThat(properties("encryption-keys", KEY_16 + "x").mistakes())
        .singleElement()
        .asString()
        .contains("= '***'", "a list of ID:KEY")
        .doesNotContain(KEY_16.substring(0, 6));
    assertThat(properties("encryption-keys", "a:" + KEY_16 + ",a:" + KEY_16).mistakes()).hasSize(1);
  }

  @Test
  void it_can_be_switched_off_and_needs_no_redis_then() {
    Properties off =
        Properties.of(
            "buttress.idempotency.orders.paths", "/*", "buttress.idempotency.enabled", "false");
    assertThat(off.read().idempotency().enabled()).isFalse();
  }

  @Test
  void a_policy_needs_redis() {
    assertThat(Properties.of("buttress.idempotency.orders.paths", "/orders").mistakes())
        .containsExactly(SettingsReader.WITHOUT_REDIS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "a.scope > princpal > did you mean principal?",
        "a.scope > header: > allowed is none, or principal",
        "a.scope > class:java.lang.String > does not implement",
        "a.ttl > 0s > from 1s to 366d",
        "a.max-wait > 1s > goes with in-flight=wait alone",
        "a.replay-headers > Set-Cookie > never replayed",
        "a.replay-headers > a b > no name of a field",
        "a.fingerprint > headers > allowed is one of query, content-type, body",
        "a.header > a b > the name of a field",
        "a.on-owner-lost > rejct > did you mean reject?",
        "a.max-response > 1GiB > at most 64MiB",
      })
  void mistakes_are_told(String name, String value, String reason) {
    assertThat(properties(name, value).mistakes()).singleElement().asString().contains(reason);
  }

  @Test
  void what_only_counts_for_bodies_needs_them() {
    assertThat(
            properties(
                    "a.fingerprint", "path", "a.max-request", "1MiB", "a.ignored-json-fields", "x")
                .mistakes())
        .hasSize(2);
  }
}
