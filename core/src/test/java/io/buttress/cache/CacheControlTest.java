package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.Field;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111, 5.2: how Cache-Control is read; RFC 9213: and CDN-Cache-Control. */
class CacheControlTest {
  private static CacheControl parse(String... lines) {
    return CacheControl.parse(List.of(lines));
  }

  private static CacheControl targeted(String... lines) {
    FieldLines fields = FieldLines.NONE;
    for (String line : lines) {
      List<Field> more = new ArrayList<>(fields.lines());
      more.add(new Field("CDN-Cache-Control", line));
      fields = new FieldLines(more);
    }
    return TargetedCacheControl.of(fields).orElse(null);
  }

  // RFC 9111, 1.2.2 and 4.2.1

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60                     | 60",
        "MAX-AGE=60                     | 60",
        "max-age=\"60\"                 | 60",
        "max-age=00060                  | 60",
        "max-age=60, max-age=30         | 30",
        "max-age=60, max-age=x          | 0",
        "max-age=-1                     | 0",
        "max-age=1.5                    | 0",
        "max-age=                       | 0",
        "max-age                        | 0",
        "max-age= 60                    | 0",
        "max-age=2147483648             | 2147483648",
        "max-age=2147483649             | 2147483648",
        "max-age=9999999999999999999999 | 2147483648",
        "max-age=00000000000000000000007| 7",
        "a=\",\", max-age=60            | 60",
      })
  void seconds_saturate_and_what_is_no_number_is_none(String line, long seconds) {
    assertThat(parse(line).seconds("max-age").orElseThrow()).isEqualTo(seconds);
  }

  @Test
  void several_lines_are_one_list_and_empty_members_mean_nothing() {
    CacheControl control = parse(", no-cache ,,", "", " Public,max-age=5");
    assertThat(control.has("no-cache")).isTrue();
    assertThat(control.has("public")).isTrue();
    assertThat(control.has("")).isFalse();
    assertThat(control.seconds("max-age")).hasValue(5);
    assertThat(control.seconds("s-maxage")).isEmpty();
  }

  @Test
  void a_directive_within_a_quoted_string_is_none() {
    CacheControl control = parse("ext=\"no-store, max-age=1 \\\" private\", max-age=60");
    assertThat(control.has("no-store")).isFalse();
    assertThat(control.has("private")).isFalse();
    assertThat(control.seconds("max-age")).hasValue(60);
  }

  @Test
  void a_quote_without_an_end_hides_nothing() {
    CacheControl control = parse("ext=\"x, no-store", "private");
    assertThat(control.has("no-store")).isTrue();
    assertThat(control.hasForAll("private")).isTrue();
  }

  // RFC 9111, 5.2.2.4 and 5.2.2.7

  @Test
  void field_names_narrow_no_cache_and_private() {
    CacheControl control = parse("no-cache=\"Set-Cookie, X-A\", private=X-B");
    assertThat(control.hasForAll("no-cache")).isFalse();
    assertThat(control.fieldNames("no-cache")).containsExactly("Set-Cookie", "X-A");
    assertThat(control.hasForAll("private")).isFalse();
    assertThat(parse("private=\"\"").hasForAll("private")).isTrue();
    assertThat(parse("private=\"a\", private").hasForAll("private")).isTrue();
  }

  @Property
  void no_input_throws(@ForAll List<String> lines) {
    CacheControl control = CacheControl.parse(lines);
    for (String name : List.of("max-age", "private", "no-cache", "")) {
      assertThat(control.seconds(name).orElse(0)).isBetween(0L, CacheControl.MAX_SECONDS);
      assertThat(control.fieldNames(name)).doesNotContainNull();
    }
  }

  // RFC 9213

  @Test
  void a_targeted_field_reads_like_cache_control() {
    CacheControl control = targeted("max-age=60, no-cache;a=1", "private=?0, must-revalidate");
    assertThat(control.seconds("max-age")).hasValue(60);
    assertThat(control.has("no-cache")).isTrue();
    assertThat(control.has("private")).as("it says no").isFalse();
    assertThat(control.has("must-revalidate")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "max-age=",
        "max-age=1.5",
        "max-age=\"60\"",
        "max-age",
        "max-age=60,",
        "&",
        "Max-Age=60",
        "max-age=60 no-cache",
        "max-age=99999999999999999999",
      })
  void what_is_no_dictionary_or_has_other_types_is_ignored(String line) {
    assertThat(targeted(line)).isNull();
  }

  @Test
  void where_a_targeted_field_is_valid_cache_control_and_expires_mean_nothing() {
    FieldLines fields =
        FieldLines.of("Cache-Control", "no-store", "Expires", "0", "CDN-Cache-Control", "public");
    Directives directives = Directives.of(fields);
    assertThat(directives.targeted()).isTrue();
    assertThat(directives.control().has("no-store")).isFalse();
  }

  @Property
  void no_targeted_input_throws(@ForAll List<String> lines) {
    List<Field> fields =
        lines.stream()
            .filter(line -> line.chars().allMatch(c -> c >= ' ' && c != 0x7f))
            .map(line -> new Field("CDN-Cache-Control", line))
            .toList();
    assertThat(TargetedCacheControl.of(new FieldLines(fields))).isNotNull();
  }
}
