package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 5.6.7. */
class HttpDateTest {
  private static final long NOW = Instant.parse("2026-11-21T08:00:00Z").toEpochMilli();
  private static final long EXAMPLE = Instant.parse("1994-11-06T08:49:37Z").toEpochMilli();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun Nov 06 08:49:37 1994",
        "sun, 06 nov 1994 08:49:37 gmt",
        "SUNDAY, 06-NOV-94 08:49:37 GMT",
        "  Sun, 06 Nov 1994 08:49:37 GMT ",
      })
  void must_read_all_three_formats(String text) {
    assertThat(HttpDate.parse(text, NOW)).hasValue(EXAMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "784111777",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, ٠٦ Nov 1994 08:49:37 GMT",
      })
  void anything_else_is_no_date(String text) {
    assertThat(HttpDate.parse(text, NOW)).isEmpty();
  }

  @Test
  void must_a_year_of_two_digits_is_never_more_than_50_years_ahead() {
    assertThat(year("Sunday, 06-Nov-76 08:49:37 GMT")).isEqualTo(2076);
    assertThat(year("Sunday, 06-Nov-77 08:49:37 GMT")).isEqualTo(1977);
    assertThat(year("Sunday, 06-Nov-00 08:49:37 GMT")).isEqualTo(2000);
  }

  private static int year(String text) {
    return Instant.ofEpochMilli(HttpDate.parse(text, NOW).orElseThrow())
        .atZone(ZoneOffset.UTC)
        .getYear();
  }

  @Test
  void a_leap_second_is_taken_for_the_one_before() {
    assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT", NOW))
        .hasValue(Instant.parse("2016-12-31T23:59:59Z").toEpochMilli());
  }

  @Property
  void what_is_written_is_read_again(@ForAll @LongRange(min = 0, max = 253_402_300_799L) long s) {
    assertThat(HttpDate.parse(HttpDate.format(s * 1_000), NOW)).hasValue(s * 1_000);
  }

  @Property
  void no_input_throws(@ForAll String text, @ForAll long now) {
    assertThat(HttpDate.parse(text, now % (1L << 50))).isNotNull();
  }
}
