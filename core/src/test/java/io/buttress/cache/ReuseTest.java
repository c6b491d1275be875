package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.Reuse.Course;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111, 4, 4.2.4 and 5.2.1; RFC 5861. The response is fresh for 60 seconds. */
class ReuseTest {
  private static final Terms PLAIN = terms(0, 0, false, false);

  private static Terms terms(long swr, long sie, boolean mustRevalidate, boolean noCache) {
    return new Terms(
        0, 60_000, swr * 1_000, sie * 1_000, true, mustRevalidate, noCache, false, false);
  }

  private static StoredResponse stored(Terms terms) {
    return new StoredResponse(
        200, FieldLines.NONE, new byte[0], 0, 0, Map.of(), List.of(), Set.of(), "", terms);
  }

  private static Course decide(String wishes, Terms terms, boolean soft, long seconds) {
    return new Reuse(CacheControl.parse(List.of(wishes)))
        .decide(new CacheStore.Found(stored(terms), soft, false), seconds * 1_000);
  }

  private static boolean mayStandIn(
      String wishes, StoredResponse stored, boolean broken, long now) {
    return new Reuse(CacheControl.parse(List.of(wishes))).mayStandIn(stored, broken, now);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                       |  59 | SERVE",
        "''                       |  60 | VALIDATE", // 4.2: age has to be less than the lifetime
        "no-cache                 |   1 | VALIDATE", // 5.2.1.4
        "max-age=10               |  10 | SERVE", // 5.2.1.1
        "max-age=10               |  11 | VALIDATE",
        "max-age=0                |   1 | VALIDATE",
        "max-age=x                |   1 | VALIDATE",
        "max-age=100              |  60 | VALIDATE",
        "min-fresh=10             |  50 | SERVE", // 5.2.1.3
        "min-fresh=10             |  51 | VALIDATE",
        "min-fresh=9999999999999  |   1 | VALIDATE",
        "max-stale                | 999 | SERVE_STALE", // 5.2.1.2
        "max-stale=10             |  70 | SERVE_STALE",
        "max-stale=10             |  71 | VALIDATE",
        "max-stale=x              |  61 | VALIDATE",
        "max-stale, max-age=10    |  70 | VALIDATE",
        "only-if-cached           |   1 | SERVE",
        "unknown=1                |   1 | SERVE",
      })
  void should_heed_what_the_client_wishes(String wishes, long seconds, Course course) {
    assertThat(decide(wishes, PLAIN, false, seconds)).isEqualTo(course);
  }

  @Test
  void must_not_serve_stale_what_has_to_be_validated() { // 4.2.4, 5.2.2.2, 5.2.2.4
    Terms strict = terms(100, 100, true, false);
    assertThat(decide("", strict, false, 59)).isEqualTo(Course.SERVE);
    assertThat(decide("", strict, false, 60)).isEqualTo(Course.VALIDATE);
    assertThat(decide("max-stale", strict, false, 60)).isEqualTo(Course.VALIDATE);
    assertThat(decide("", strict, true, 1)).as("purged softly").isEqualTo(Course.VALIDATE);
    assertThat(decide("", terms(0, 0, true, true), false, 1)).isEqualTo(Course.VALIDATE);
    assertThat(mayStandIn("", stored(strict), true, 61_000)).isFalse();
    assertThat(mayStandIn("", stored(strict), false, 61_000)).isFalse();
  }

  @Test
  void may_serve_stale_while_it_revalidates() { // RFC 5861, 3
    Terms terms = terms(10, 0, false, false);
    assertThat(decide("", terms, false, 59)).isEqualTo(Course.SERVE);
    assertThat(decide("", terms, false, 60)).isEqualTo(Course.SERVE_AND_REFRESH);
    assertThat(decide("", terms, false, 69)).isEqualTo(Course.SERVE_AND_REFRESH);
    assertThat(decide("", terms, false, 70)).isEqualTo(Course.VALIDATE);
    assertThat(decide("no-cache", terms, false, 61)).isEqualTo(Course.VALIDATE);
    assertThat(decide("max-age=5", terms, false, 61)).isEqualTo(Course.VALIDATE);
  }

  @ParameterizedTest // RFC 9111, 5.2.1.1 to 5.2.1.3
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=600               | 61 | VALIDATE",
        "min-fresh=0               | 61 | VALIDATE",
        "max-age=600, max-stale=5  | 65 | SERVE_AND_REFRESH",
        "max-age=600, max-stale=5  | 66 | VALIDATE",
        "max-stale=5               | 65 | SERVE_AND_REFRESH",
        "max-stale=5               | 66 | VALIDATE",
        "max-stale                 | 69 | SERVE_AND_REFRESH",
      })
  void should_not_serve_stale_while_it_revalidates_to_who_does_not_want_it(
      String wishes, long seconds, Course course) {
    assertThat(decide(wishes, terms(10, 0, false, false), false, seconds)).isEqualTo(course);
  }

  @Test
  void may_serve_what_was_purged_softly_while_it_revalidates() {
    assertThat(decide("", PLAIN, true, 1)).isEqualTo(Course.SERVE_AND_REFRESH);
    assertThat(decide("no-cache", PLAIN, true, 1)).isEqualTo(Course.VALIDATE);
    assertThat(decide("max-age=600", PLAIN, true, 1)).isEqualTo(Course.VALIDATE);
  }

  @Test
  void may_stand_in_for_an_error_as_long_as_it_says() { // RFC 5861, 4
    StoredResponse stored = stored(terms(0, 10, false, false));
    assertThat(mayStandIn("", stored, false, 69_000)).isTrue();
    assertThat(mayStandIn("", stored, false, 70_000)).isFalse();
    assertThat(mayStandIn("", stored(PLAIN), false, 60_000)).isFalse();
    assertThat(mayStandIn("stale-if-error=20", stored, false, 79_000)).isTrue();
    assertThat(mayStandIn("stale-if-error=20", stored, false, 80_000)).isFalse();
    assertThat(mayStandIn("stale-if-error=5", stored, false, 69_000)).isTrue();
    assertThat(mayStandIn("stale-if-error=20", stored(terms(0, 0, true, false)), false, 61_000))
        .isFalse();
    assertThat(List.of(500, 502, 503, 504)).allMatch(Reuse::isError);
    assertThat(List.of(200, 304, 400, 404, 429, 501)).noneMatch(Reuse::isError);
  }

  @Test
  void may_stand_in_for_no_answer_at_all_unless_forbidden() { // RFC 9111, 4.2.4
    assertThat(mayStandIn("", stored(PLAIN), true, 999_000)).isTrue();
  }

  @Property
  void no_wish_throws_and_none_makes_a_stale_response_fresh(
      @ForAll String wishes, @ForAll long seconds) {
    long now = 60 + Math.abs(seconds % 1_000_000_000);
    assertThat(decide(wishes, PLAIN, false, now)).isIn(Course.VALIDATE, Course.SERVE_STALE);
  }
}
