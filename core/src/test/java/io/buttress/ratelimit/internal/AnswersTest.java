package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.limit;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.ClientAddress;
import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.Decision.Reason;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitSettings;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** draft-ietf-httpapi-ratelimit-headers, RFC 9457 and RFC 6585. */
class AnswersTest {
  private static final Limit BURST = bucket("burst", 100, Duration.ofMinutes(1));
  private static final Limit DAILY =
      limit("daily", Algorithm.FIXED_WINDOW, 1_000, Duration.ofDays(1));
  private static final long TWO_LONG_WINDOWS = 2 * 366 * 86_400_000_000L;
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-05T08:49:37.5Z"));

  @Test
  void an_admitted_answer_tells_policies_and_what_remains() {
    Map<String, String> fields =
        admitted(
            LegacyFields.OFF,
            new LimitState(BURST, 50, 29_400_001, 0),
            new LimitState(DAILY, 999, 3_600_000_000L, 0));
    assertThat(fields)
        .containsOnly(
            Map.entry("RateLimit-Policy", "\"burst\";q=100;w=60, \"daily\";q=1000;w=86400"),
            Map.entry("RateLimit", "\"burst\";r=50;t=30, \"daily\";r=999;t=3600"));
  }

  @Test
  void when_a_bucket_is_empty_t_is_when_the_first_token_comes() {
    assertThat(admitted(LegacyFields.OFF, new LimitState(BURST, 0, 60_000_000, 0)))
        .containsEntry("RateLimit", "\"burst\";r=0;t=1");
    assertThat(admitted(LegacyFields.OFF, new LimitState(DAILY, 0, 60_000_000, 0)))
        .containsEntry("RateLimit", "\"daily\";r=0;t=60");
  }

  @Test
  void requests_in_flight_have_a_unit_and_no_window() {
    Limit slow = limit("slow", Algorithm.CONCURRENCY, 5, Duration.ofMinutes(1));
    assertThat(admitted(LegacyFields.OFF, new LimitState(slow, 4, 60_000_000, 0)))
        .containsEntry("RateLimit-Policy", "\"slow\";q=5;qu=\"concurrent-requests\"")
        .containsEntry("RateLimit", "\"slow\";r=4");
  }

  @Test
  void windows_below_a_second_are_rounded_up() {
    Limit fast = bucket("fast", 5, Duration.ofMillis(250));
    assertThat(admitted(LegacyFields.OFF, new LimitState(fast, 4, 50_000, 0)))
        .containsEntry("RateLimit-Policy", "\"fast\";q=5;w=1")
        .containsEntry("RateLimit", "\"fast\";r=4;t=1");
  }

  @Test
  void names_are_escaped_as_structured_fields_want_it() {
    Limit odd = bucket("a \"b\\c\"", 5, Duration.ofSeconds(1));
    assertThat(admitted(LegacyFields.OFF, new LimitState(odd, 4, 0, 0)).get("RateLimit"))
        .isEqualTo("\"a \\\"b\\\\c\\\"\";r=4;t=0");
  }

  @Test
  void where_nobody_counted_no_field_is_sent() {
    assertThat(admitted(LegacyFields.DELTA_SECONDS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DELTA_SECONDS, 31",
    "EPOCH_SECONDS, 1793868608",
    "HTTP_DATE, 'Thu, 05 Nov 2026 08:50:08 GMT'"
  })
  void legacy_fields_tell_of_the_tightest_limit_and_the_reset_as_it_is_set(
      LegacyFields kind, String reset) {
    Map<String, String> fields =
        admitted(
            kind,
            new LimitState(DAILY, 999, 3_600_000_000L, 0),
            new LimitState(BURST, 50, 30_000_001, 0));
    assertThat(fields)
        .containsEntry("X-RateLimit-Limit", "100")
        .containsEntry("X-RateLimit-Remaining", "50")
        .containsEntry("X-RateLimit-Reset", reset);
  }

  @Test
  void current_fields_can_be_switched_off() {
    Answers answers = answers(false, LegacyFields.DELTA_SECONDS);
    assertThat(answers.fields(allowed(new LimitState(BURST, 50, 1, 0))))
        .extracting(Field::name)
        .containsExactly("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");
    assertThat(answers.rejection(exceeded()).fields())
        .extracting(Field::name)
        .doesNotContain("RateLimit", "RateLimit-Policy");
  }

  @Test
  void a_rejection_is_a_problem_that_no_cache_keeps() {
    HttpAnswer answer = answers(true, LegacyFields.OFF).rejection(exceeded());
    assertThat(answer.status()).isEqualTo(429);
    assertThat(map(answer.fields()))
        .containsOnly(
            Map.entry("Content-Type", "application/problem+json"),
            Map.entry("Cache-Control", "no-store"),
            Map.entry("Retry-After", "3"),
            Map.entry("RateLimit-Policy", "\"burst\";q=100;w=60, \"daily\";q=1000;w=86400"),
            Map.entry("RateLimit", "\"burst\";r=0;t=3, \"daily\";r=7"));
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                + "\"title\":\"Request cannot be satisfied as assigned quota has been exceeded\","
                + "\"status\":429,\"detail\":\"Too many requests: retry in 3 s.\","
                + "\"violated-policies\":[\"burst\"]}");
  }

  @Test
  void retry_after_never_lies_before_a_t() {
    for (long wait : new long[] {1, 999_999, 1_000_000, 1_000_001, 59_999_999, TWO_LONG_WINDOWS}) {
      LimitState refused = new LimitState(BURST, 0, 60_000_000, wait);
      Decision.Rejected rejected =
          rejected(Reason.QUOTA_EXCEEDED, Refusals.duration(wait), List.of("burst"), refused);
      Map<String, String> fields =
          map(answers(true, LegacyFields.OFF).rejection(rejected).fields());
      String t = fields.get("RateLimit").replaceAll(".*;t=", "");
      assertThat(Long.parseLong(fields.get("Retry-After")))
          .isGreaterThanOrEqualTo(Long.parseLong(t));
    }
  }

  @Test
  void a_cost_that_is_never_admitted_has_no_t_and_a_retry_far_away() {
    LimitState never = new LimitState(BURST, 100, 0, LimitState.NEVER);
    Decision.Rejected rejected =
        rejected(
            Reason.QUOTA_EXCEEDED, Refusals.retryAfter(denied(never)), List.of("burst"), never);
    assertThat(map(answers(true, LegacyFields.OFF).rejection(rejected).fields()))
        .containsEntry("RateLimit", "\"burst\";r=100")
        .containsEntry("Retry-After", Long.toString(Duration.ofDays(366).toSeconds()));
  }

  @ParameterizedTest
  @CsvSource({
    "REDUCED_CAPACITY, 429, https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
    "BANNED,           429, https://iana.org/assignments/http-problem-types#abnormal-usage-detected",
    "UNAVAILABLE,      503, about:blank"
  })
  void each_reason_has_its_problem_and_tells_when_to_retry(Reason reason, int status, String type) {
    HttpAnswer answer =
        answers(true, LegacyFields.OFF)
            .rejection(rejected(reason, Duration.ofMillis(1), List.of()));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains("\"type\":\"" + type + "\"").doesNotContain("violated");
    assertThat(map(answer.fields()))
        .containsOnlyKeys("Content-Type", "Cache-Control", "Retry-After")
        .containsEntry("Retry-After", "1");
  }

  private static Decision.Rejected exceeded() {
    return rejected(
        Reason.QUOTA_EXCEEDED,
        Duration.ofMillis(2_001),
        List.of("burst"),
        new LimitState(BURST, 0, 60_000_000, 2_001_000),
        new LimitState(DAILY, 7, 3_600_000_000L, 0));
  }

  private static Decision.Rejected rejected(
      Reason reason, Duration retry, List<String> violated, LimitState... states) {
    return new Decision.Rejected(reason, violated, List.of(states), retry, "api");
  }

  private static Verdict.Denied denied(LimitState... states) {
    return new Verdict.Denied(List.of(states), 0, Verdict.Source.SHARED);
  }

  private static Map<String, String> admitted(LegacyFields legacy, LimitState... states) {
    return map(answers(true, legacy).fields(allowed(states)));
  }

  private static Decision.Allowed allowed(LimitState... states) {
    return new Decision.Allowed(
        List.of(states), Duration.ZERO, List.of(), List.of(), List.of(), Verdict.Source.SHARED);
  }

  private static Answers answers(boolean current, LegacyFields legacy) {
    return new Answers(
        new RateLimitSettings(List.of(), new ClientAddress(), current, legacy), CLOCK);
  }

  private static Map<String, String> map(List<Field> fields) {
    return fields.stream().collect(Collectors.toMap(Field::name, Field::value));
  }
}
