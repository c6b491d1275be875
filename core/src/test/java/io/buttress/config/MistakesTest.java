package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MistakesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "buttress.settings-fil > buttress.settings-file",
        "buttress.redis.url > buttress.redis.uri",
        "buttress.redis.readTimeout > buttress.redis.read-timeout",
        "buttress.reddis.uri > buttress.redis.uri",
        "buttress.ratelimit.api.limits > buttress.rate-limit.api.limits",
        "buttress.rate-limit.api.limit > buttress.rate-limit.api.limits",
        "buttress.rate-limit.api.path > buttress.rate-limit.api.paths",
        "buttress.rate-limit.com.acme.Books#find.Limits > buttress.rate-limit.com.acme.Books#find.limits",
        "buttress.rate-limit.limits > buttress.rate-limit.POLICY.limits",
        "buttress.rate-limit.limit > buttress.rate-limit.POLICY.limits",
        "buttress.rate-limit.trusted-proxy > buttress.rate-limit.trusted-proxies",
        "buttress.rate-limit.api.role-limit.premium > buttress.rate-limit.api.role-limits.premium",
        "buttress.rate-limit.api.key-limits > buttress.rate-limit.api.key-limits.NAME",
        "buttress.rate_limit.api.max_wait > buttress.rate-limit.api.max-wait",
      })
  void an_unknown_name_is_told_with_the_one_that_was_meant(String written, String meant) {
    assertThat(Properties.of(written, "x").mistakes())
        .containsExactly(written + " (test): unknown setting; did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({
    "buttress.cache.pages.paths",
    "buttress.",
    "buttress.x",
    "buttress.rate-limit.",
    "buttress.rate-limit..limits",
    "buttress.rate-limit.api.colour",
    "buttress.redis.",
  })
  void a_name_that_is_like_nothing_is_unknown_all_the_same(String written) {
    assertThat(Properties.of(written, "x").mistakes())
        .singleElement()
        .asString()
        .startsWith(written + " (test): unknown setting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "buttress.cache.pages.paths > names start with buttress.idempotency., buttress.rate-limit.",
        "buttress.redis-uri > names start with buttress.idempotency., buttress.rate-limit.,",
        "api.limits > names start with buttress.idempotency., buttress.rate-limit., buttress.redis.",
        "buttress.jobs.grace > io.buttress:buttress-ejb-jobs, which this application does not have",
        "buttress.job-types.a.queue > io.buttress:buttress-ejb-jobs, which this application does",
        "buttress.rate-limit.buttress.rate-limit.api.limits > names stand without buttress.rate-limit.",
        "buttress.rate-limit.api.colour > docs/settings.md lists all settings",
      })
  void a_name_that_is_like_nothing_is_told_with_what_there_is(String written, String hint) {
    assertThat(Properties.of(written, "1/1m").mistakes())
        .singleElement()
        .asString()
        .startsWith(written + " (test): unknown setting; ")
        .contains(hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "buttress.redis.read-timeout > 5 > allowed is a duration",
        "buttress.redis.read-timeout > 0s > from 1ms to 1m",
        "buttress.redis.pool-size > 0 > a whole number from 1 to 1000",
        "buttress.redis.pool-size > 99999999999999999999 > a whole number from 1 to 1000",
        "buttress.redis.key-prefix > a{b} > letters, digits",
        "buttress.rate-limit.enabled > yes > true or false",
        "buttress.rate-limit.refresh-interval > 100ms > 0s for never",
        "buttress.rate-limit.legacy-headers > epoch > one of off, delta-seconds, epoch-seconds",
        "buttress.rate-limit.ipv6-prefix > 129 > from 1 to 128",
        "buttress.rate-limit.renderer-class > no.such.Class > there is no class no.such.Class",
        "buttress.rate-limit.renderer-class > java.lang.String > does not implement",
        "buttress.rate-limit.api.mode > observ > did you mean observe?",
        "buttress.rate-limit.api.algorithm > TOKEN_BUCKET > one of token-bucket",
        "buttress.rate-limit.api.limits > 100 > such as 100/1m",
        "buttress.rate-limit.api.limits > 100/1 > such as 500ms, 10s or 5m",
        "buttress.rate-limit.api.limits > 100/99999999999999d > such as 500ms, 10s or 5m",
        "buttress.rate-limit.api.limits > 9223372036854775807/1ms > from 1 to 1000000000000",
        "buttress.rate-limit.api.limits > 99999999999999999999/1s > from 1 to 1000000000000",
        "buttress.rate-limit.api.limits > 1/1s burst 99999999999999999999 > from 1 to 1000000000000",
        "buttress.rate-limit.api.limits > 100/0s > from 1ms to 366d",
        "buttress.rate-limit.api.limits > 100/10d10h > such as 500ms, 10s or 5m",
        "buttress.rate-limit.api.limits > 100/2y > such as 500ms, 10s or 5m",
        "buttress.rate-limit.api.limits > 100/3660d > from 1ms to 366d",
        "buttress.rate-limit.api.role-limits.premium > many > such as 100/1m",
        "buttress.rate-limit.api.key-limits.a.b > many > such as 100/1m",
        "buttress.rate-limit.api.methods > get > did you mean GET?",
        "buttress.rate-limit.api.methods > GET,,PUT > a comma has nothing on one side",
        "buttress.rate-limit.api.key > princpal > did you mean principal?",
        "buttress.rate-limit.api.key > none > stands last",
        "buttress.rate-limit.api.key > none|address > stands last",
        "buttress.rate-limit.api.key > header: > 'header:': allowed is address",
        "buttress.rate-limit.api.key > address+ > '': allowed is address",
        "buttress.rate-limit.api.exempt-paths > /a?b=c > a query is no part of a path",
        "buttress.rate-limit.api.key > header:a b > no name of a field",
        "buttress.rate-limit.api.status-costs > 200:1,600:1 > such as 401:5",
        "buttress.rate-limit.api.status-costs > 200:1,200:2 > 200 has two costs",
        "buttress.rate-limit.api.ban > 20/1m > 20/1m for 10m",
        "buttress.rate-limit.api.ban > 0/1m for 1m > 20/1m for 10m",
        "buttress.rate-limit.api.ban > 5/1m for 0s > 1ms to 366d",
        "buttress.rate-limit.api.ban > 5/1m for 99999999999999d > such as 500ms, 10s or 5m",
        "buttress.rate-limit.api.leased-quota > 0 > from 1",
        "buttress.rate-limit.api.cost > -1 > from 1",
        "buttress.response-cache.api.keep-stale > 366d > from 0s to 365d",
        "buttress.response-cache.api.status-ttls > 404:366d > up to 365d",
        "buttress.response-cache.api.vary-by > users > did you mean user?",
        "buttress.response-cache.api.vary-by > user:bob > allowed is user, session, role:NAME",
        "buttress.response-cache.api.vary-by > role:editor+ > allowed is user, session, role:NAME",
        "buttress.response-cache.api.vary-by > class: > allowed is user, session, role:NAME",
        "buttress.response-cache.api.compress-from > 2KiB > goes with compress=true alone",
        "buttress.response-cache.api.compress-types > text/* > goes with compress=true alone",
      })
  void a_bad_value_is_told_with_its_place_and_what_is_allowed(
      String name, String value, String allowed) {
    assertThat(Properties.of(name, value).mistakes())
        .singleElement()
        .asString()
        .startsWith(name + " = '" + value + "' (test): ")
        .contains(allowed);
  }

  @Test
  void a_class_that_fails_is_told_with_the_reason() {
    assertThat(
            Properties.of("buttress.rate-limit.api.key", "class:" + Samples.Broken.class.getName())
                .mistakes())
        .singleElement()
        .asString()
        .contains("no database");
    assertThat(
            Properties.of(
                    "buttress.rate-limit.api.key", "class:" + Samples.Unloadable.class.getName())
                .mistakes())
        .singleElement()
        .asString()
        .contains("can't be made");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "max-wait > 1s > goes with algorithm=leaky-bucket alone",
        "lease > 1m > goes with algorithm=concurrency alone",
        "status-costs > 401:5 > goes with settle=by-status alone",
        "bytes-per-unit > 1KiB > goes with settle=by-bytes alone",
        "settle > by-status > needs status-costs",
        "cost > 11 > above what api can ever hold, 10: nothing would pass",
        "leased-quota > 11 > above a limit of the policy",
        "key > path:shop > no path of the policy has {shop}",
      })
  void a_setting_without_effect_or_that_lets_nothing_pass_is_a_mistake(
      String name, String value, String reason) {
    assertThat(
            Properties.of(
                    "buttress.rate-limit.api.paths",
                    "/api/*",
                    "buttress.rate-limit.api.limits",
                    "10/1s",
                    "buttress.rate-limit.api." + name,
                    value)
                .mistakes())
        .singleElement()
        .asString()
        .startsWith("buttress.rate-limit.api." + name + " = '" + value + "' (test): ")
        .contains(reason);
  }

  @Test
  void a_field_of_proxies_that_nobody_is_believed_in_is_a_mistake() {
    String header = "buttress.rate-limit.forwarded-header";
    String proxies = "buttress.rate-limit.trusted-proxies";
    assertThat(Properties.of(header, "forwarded").mistakes())
        .containsExactly(header + " = 'forwarded' (test): goes with trusted-proxies alone");
    for (Properties fine :
        List.of(
            Properties.of(header, "forwarded", proxies, "10.0.0.0/8"),
            Properties.of(header, "none"))) {
      assertThat(fine.read()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "leaky-bucket, 10/1s, leased-quota, 5, goes neither with leaky-bucket nor with concurrency",
    "concurrency, 10, leased-quota, 5, goes neither with leaky-bucket nor with concurrency",
    "concurrency, 10, settle, by-bytes, requests in flight have no cost that is settled",
    "concurrency, 10/1s, mode, enforce, the algorithm concurrency has no window",
    "sliding-log, 10/1s, burst, 5, a burst goes with the algorithm token-bucket alone",
    "sliding-log, 200000/1s, mode, enforce, from 1 to 100000",
  })
  void an_algorithm_has_its_own_settings(
      String algorithm, String limits, String name, String value, String reason) {
    assertThat(
            Properties.of(
                    "buttress.rate-limit.api.algorithm",
                    algorithm,
                    "buttress.rate-limit.api.limits",
                    limits,
                    "buttress.rate-limit.api." + name,
                    value)
                .mistakes())
        .singleElement()
        .asString()
        .contains(reason);
  }

  @Test
  void what_is_written_is_not_told_as_what_was_meant() {
    assertThat(Properties.of("buttress.rate-limit.api.key", "header:").mistakes().toString())
        .contains("allowed is address")
        .doesNotContain("did you mean");
  }

  @Test
  void a_pattern_that_is_none_is_told_once() {
    assertThat(Properties.of("buttress.rate-limit.api.paths", "/api/**").mistakes())
        .anyMatch(line -> line.contains("(test): '/api/**' is no path pattern: allowed are"));
  }

  @Test
  void a_policy_of_which_nothing_says_how_much_it_allows_is_known() {
    Snapshot snapshot =
        Properties.of(
                "buttress.rate-limit.api.limits",
                "1/1s",
                "buttress.rate-limit.apii.mode",
                "observe")
            .snapshot();
    assertThat(Properties.reader().withoutLimits(snapshot)).containsExactly("apii");
  }

  @Test
  void a_policy_with_paths_needs_limits() {
    assertThat(Properties.of("buttress.rate-limit.api.paths", "/api/*").mistakes())
        .containsExactly(
            "buttress.rate-limit.api.limits: missing; the policy api has paths but no limits");
  }

  @Test
  void a_policy_name_has_no_odd_characters_and_an_end() {
    assertThat(Properties.of("buttress.rate-limit.a b.limits", "1/1s").mistakes())
        .singleElement()
        .asString()
        .contains("a policy's name has at most 128 letters");
    assertThat(
            Properties.of("buttress.rate-limit." + "x".repeat(129) + ".limits", "1/1s").mistakes())
        .hasSize(1);
  }

  @Test
  void a_hundred_mistakes_are_told_at_once() {
    Properties properties = Properties.of();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      names.add("buttress.rate-limit.p" + i + ".limts");
      names.add("buttress.rate-limit.p" + i + ".mode");
    }
    for (String name : names) {
      properties = properties.with("", name, "wrong");
    }
    List<String> mistakes = properties.mistakes();
    assertThat(mistakes).hasSize(100);
    assertThat(names).allMatch(name -> mistakes.stream().anyMatch(m -> m.startsWith(name + " ")));
  }

  @Test
  void no_message_shows_a_password() {
    List<String> mistakes =
        Properties.of(
                "buttress.redis.uri", "redis://me:hunter2@h:port",
                "buttress.redis.password", "hunter2\u0000",
                "buttress.redis.passwort", "hunter2",
                "buttress.redis.sentinel-password", "hunter2")
            .mistakes();
    assertThat(mistakes).hasSize(2);
    assertThat(mistakes.toString()).doesNotContain("hunter2");
  }

  @Test
  void a_snapshot_shows_no_password_either() {
    assertThat(Properties.of("buttress.redis.password", "hunter2").snapshot().toString())
        .doesNotContain("hunter2");
  }

  @Test
  void a_value_full_of_control_characters_or_without_an_end_stays_on_one_short_line() {
    String hostile = "\n  - all is well\r\u001b[2J" + "x".repeat(100_000);
    assertThat(
            Properties.of("buttress.rate-limit.api.limits", hostile, "buttress." + hostile, "1")
                .mistakes())
        .allMatch(line -> line.length() < 2_500)
        .allMatch(line -> line.chars().noneMatch(Character::isISOControl));
  }

  @Test
  void an_init_param_and_an_annotation_are_named_as_the_place() {
    Snapshot snapshot =
        Properties.of()
            .snapshot()
            .with("buttress.rate-limit.", Map.of("api.limit", "1/1s"), "init-param of filter F");
    assertThat(catchThrowable(() -> Properties.reader().read(snapshot)))
        .hasMessageContaining("buttress.rate-limit.api.limit (init-param of filter F): unknown");
    assertThat(
            catchThrowable(
                () -> Properties.of().annotated("A.b", Map.of("limits", "1/1s", "cots", "1"))))
        .hasMessageContaining(
            "buttress.rate-limit.A.b.cots (annotation): unknown setting; did you");
  }
}
