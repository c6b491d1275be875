package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.CachePolicy.Times;
import io.buttress.http.HttpDate;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111, 4.2. */
class FreshnessTest {
  private static final long NOW = 1_795_000_000_000L;
  private static final long SECOND = 1_000;
  private static final long DAY = 86_400 * SECOND;
  private static final CachePolicy STANDARD = CachePolicy.standard(Profile.RFC);

  private static Terms terms(int status, String... fields) {
    return terms(STANDARD, status, fields);
  }

  private static Terms terms(CachePolicy policy, int status, String... fields) {
    FieldLines lines = FieldLines.of(fields);
    return new Freshness(status, lines, Directives.of(lines), NOW, NOW).terms(policy, false);
  }

  private static CachePolicy granting(int status, Duration ttl) {
    CachePolicy standard = CachePolicy.standard(Profile.SAFE);
    Times times = Times.STANDARD;
    return new CachePolicy(
        "granting",
        standard.match(),
        standard.profile(),
        standard.shared(),
        standard.key(),
        standard.tags(),
        new Times(
            Map.of(status, ttl),
            Duration.ofDays(2),
            times.heuristicLimit(),
            Duration.ofSeconds(7),
            Duration.ofSeconds(8),
            times.keepStale(),
            0,
            0),
        standard.storage());
  }

  private static String at(long millis) {
    return HttpDate.format(millis);
  }

  @Nested
  class Lifetime {
    // 4.2.1

    @Test
    void must_s_maxage_goes_before_max_age_and_that_before_Expires() {
      String past = at(NOW - DAY);
      assertThat(terms(200, "Cache-Control", "max-age=9, s-maxage=4", "Expires", past).lifetime())
          .isEqualTo(4 * SECOND);
      assertThat(terms(200, "Cache-Control", "max-age=9", "Expires", past).lifetime())
          .isEqualTo(9 * SECOND);
      assertThat(terms(200, "Cache-Control", "s-maxage=0, max-age=9").lifetime()).isZero();
    }

    @Test
    void must_Expires_is_counted_from_Date() {
      Terms terms = terms(200, "Date", at(NOW - 5_000), "Expires", at(NOW + 5_000));
      assertThat(terms.lifetime()).isEqualTo(10 * SECOND);
      assertThat(terms.explicit()).isTrue();
      assertThat(terms(200, "Expires", at(NOW + 5_000)).lifetime())
          .as("without a Date, from when it came")
          .isEqualTo(5 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "tomorrow", "2030-01-01", "Mon, 99 Foo 2030 0:0:0 GMT"})
    void must_an_Expires_that_is_no_date_lies_in_the_past(String expires) {
      Terms terms = terms(200, "Expires", expires, "Last-Modified", at(NOW - DAY));
      assertThat(terms.lifetime()).isZero();
      assertThat(terms.explicit()).as("for how long it may be used").isFalse();
    }

    @Test
    void must_a_number_that_is_none_makes_it_stale() {
      assertThat(terms(200, "Cache-Control", "max-age=1h").lifetime()).isZero();
      assertThat(terms(200, "Cache-Control", "max-age=60, max-age=").lifetime()).isZero();
    }

    @Test
    void must_a_targeted_field_replaces_Cache_Control_and_Expires() {
      Terms terms =
          terms(
              200,
              "Cache-Control",
              "max-age=60",
              "Expires",
              at(NOW + DAY),
              "CDN-Cache-Control",
              "must-revalidate");
      assertThat(terms.explicit()).as("RFC 9213, 2.2").isFalse();
      assertThat(terms.lifetime()).isZero();
    }

    @Test
    void must_parameters_of_a_targeted_directive_mean_nothing() { // RFC 9213, 2.1
      Terms terms = terms(200, "CDN-Cache-Control", "max-age=60;a=1, must-revalidate;b");
      assertThat(terms.lifetime()).isEqualTo(60 * SECOND);
      assertThat(terms.mustRevalidate()).isTrue();
      FieldLines named = FieldLines.of("CDN-Cache-Control", "private=\"X-A\";a, max-age=60");
      assertThat(Directives.of(named).control().fieldNames("private")).containsExactly("X-A");
    }

    @Test
    void may_be_cut_by_a_policy() {
      assertThat(terms(200, "Cache-Control", "max-age=99999999999").lifetime()).isEqualTo(30 * DAY);
    }
  }

  @Nested
  class Heuristics {
    // 4.2.2

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
    void should_be_a_tenth_of_the_time_since_the_last_change(int status) {
      Terms terms = terms(status, "Date", at(NOW), "Last-Modified", at(NOW - 1_000 * SECOND));
      assertThat(terms.lifetime()).isEqualTo(100 * SECOND);
      assertThat(terms.explicit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 307, 400, 403, 500, 503, 599})
    void must_not_be_used_for_other_statuses_without_public(int status) {
      String modified = at(NOW - 1_000 * SECOND);
      assertThat(terms(status, "Last-Modified", modified).lifetime()).isZero();
      assertThat(terms(status, "Last-Modified", modified, "Cache-Control", "public").lifetime())
          .isEqualTo(100 * SECOND);
    }

    @Test
    void must_not_be_used_where_freshness_is_explicit() {
      String modified = at(NOW - 1_000 * SECOND);
      assertThat(terms(200, "Last-Modified", modified, "Cache-Control", "max-age=0").lifetime())
          .isZero();
    }

    @Test
    void should_be_bounded_and_never_negative() {
      assertThat(terms(200, "Last-Modified", at(0)).lifetime()).isEqualTo(DAY);
      assertThat(terms(200, "Last-Modified", at(NOW + DAY)).lifetime()).isZero();
      assertThat(terms(200, "Last-Modified", "never").lifetime()).isZero();
      assertThat(terms(200).lifetime()).as("nothing tells").isZero();
    }

    @Test
    void a_policy_grants_what_the_application_does_not_say_and_nothing_else() {
      CachePolicy policy = granting(200, Duration.ofMinutes(1));
      assertThat(terms(policy, 200).lifetime()).isEqualTo(60 * SECOND);
      assertThat(terms(policy, 200).explicit()).isFalse();
      assertThat(terms(policy, 404).lifetime()).isZero();
      assertThat(terms(policy, 200, "Cache-Control", "max-age=5").lifetime()).isEqualTo(5 * SECOND);
      assertThat(terms(policy, 200, "Cache-Control", "no-cache").noCache()).isTrue();
      assertThat(terms(granting(200, Duration.ofDays(9)), 200).lifetime())
          .as("never longer than the policy's longest")
          .isEqualTo(2 * DAY);
      assertThat(terms(policy, 200).staleWhileRevalidate()).isEqualTo(7 * SECOND);
      assertThat(terms(policy, 200, "Cache-Control", "stale-if-error=3").staleIfError())
          .isEqualTo(3 * SECOND);
    }

    @ParameterizedTest // 4.2.4: the policy's word is not that of who says that it is stale
    @CsvSource(
        delimiter = '|',
        value = {
          "Expires           | 0",
          "Cache-Control     | max-age=0",
          "Cache-Control     | s-maxage=0, max-age=60",
          "CDN-Cache-Control | max-age=0",
        })
    void a_policy_does_not_let_be_used_what_is_stale_from_the_beginning(String name, String value) {
      CachePolicy policy = granting(200, Duration.ofMinutes(1));
      assertThat(terms(policy, 200, name, value).staleWhileRevalidate()).isZero();
      assertThat(terms(policy, 200, name, value).explicit()).isFalse();
    }

    @Test // RFC 5861, 3
    void what_is_stale_from_the_beginning_may_say_itself_that_it_may_be_used() {
      String control = "max-age=0, stale-while-revalidate=5";
      Terms terms = terms(200, "Cache-Control", control);
      assertThat(terms.staleWhileRevalidate()).isEqualTo(5 * SECOND);
      assertThat(terms.explicit()).isTrue();
    }
  }

  @Nested
  class Age {
    // 4.2.3 and 5.1

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "7              | 7",
          "007            | 7",
          "'7, 8'         | 7",
          "-7             | 0",
          "7.5            | 0",
          "x              | 0",
          "''             | 0",
          "','            | 0",
          "2147483649     | 2147483648",
          "99999999999999999999 | 2147483648",
        })
    void must_be_read_as_the_first_number_and_saturate(String age, long seconds) {
      assertThat(terms(200, "Age", age).initialAge()).isEqualTo(seconds * SECOND);
    }

    @Test
    void must_be_the_first_of_several_lines() {
      assertThat(terms(200, "Age", "3", "Age", "9").initialAge()).isEqualTo(3 * SECOND);
    }

    @Test
    void must_include_the_time_that_the_answer_took() {
      FieldLines fields = FieldLines.of("Age", "10");
      Terms terms =
          new Freshness(200, fields, Directives.of(fields), NOW - 2_500, NOW)
              .terms(STANDARD, false);
      assertThat(terms.initialAge()).isEqualTo(12_500);
    }

    @Test
    void must_be_no_less_than_Date_tells_and_never_negative() {
      assertThat(terms(200, "Date", at(NOW - 60_000), "Age", "5").initialAge()).isEqualTo(60_000);
      assertThat(terms(200, "Date", at(NOW + DAY)).initialAge()).isZero();
      FieldLines none = FieldLines.NONE;
      Terms back =
          new Freshness(200, none, Directives.of(none), NOW + 9_000, NOW).terms(STANDARD, false);
      assertThat(back.initialAge()).as("a clock that was set back").isZero();
    }

    @Test
    void must_grow_while_it_is_kept() {
      StoredResponse stored = TestResponses.response("x");
      assertThat(stored.age(2_000)).isZero();
      assertThat(stored.age(9_000)).isEqualTo(7_000);
      assertThat(stored.remaining(9_000)).isEqualTo(53_000);
      assertThat(stored.age(0)).as("a clock that was set back").isZero();
    }
  }

  @Nested
  class Conditions {
    // 5.2.2

    @ParameterizedTest
    @ValueSource(
        strings = {
          "must-revalidate",
          "proxy-revalidate",
          "s-maxage=5",
          "no-cache",
          "no-cache=\"\""
        })
    void must_never_be_served_stale(String directive) {
      assertThat(terms(200, "Cache-Control", "max-age=1, " + directive).mustRevalidate()).isTrue();
    }

    @Test
    void no_cache_with_field_names_concerns_these_alone() {
      Terms terms = terms(200, "Cache-Control", "no-cache=\"X-A\", max-age=5");
      assertThat(terms.noCache()).isFalse();
      assertThat(terms.mustRevalidate()).isFalse();
    }
  }

  @Property
  void no_input_throws_and_no_figure_overflows(
      @ForAll String text, @ForAll long number, @ForAll int status, @ForAll long earlier) {
    String printable = text.replaceAll("[\\x00-\\x1f\\x7f]", "");
    for (String value : new String[] {printable, Long.toString(number)}) {
      FieldLines fields =
          FieldLines.of(
              "Age",
              value,
              "Date",
              value,
              "Expires",
              value,
              "Last-Modified",
              value,
              "Cache-Control",
              "max-age=" + value + ", stale-while-revalidate=" + value);
      long asked = NOW - Math.abs(earlier % (1_000 * DAY));
      Terms terms =
          new Freshness(status, fields, Directives.of(fields), asked, NOW).terms(STANDARD, false);
      assertThat(terms.initialAge()).isNotNegative();
      assertThat(terms.lifetime()).isBetween(0L, 30 * DAY);
      assertThat(terms.staleWhileRevalidate()).isBetween(0L, CacheControl.MAX_SECONDS * SECOND);
      assertThat(terms.initialAge() + terms.lifetime()).isNotNegative();
    }
  }
}
