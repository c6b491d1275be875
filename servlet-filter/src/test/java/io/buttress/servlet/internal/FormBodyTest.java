package io.buttress.servlet.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormBodyTest {
  private static Map<String, List<String>> parsed(String body) {
    return FormBody.parse(body.getBytes(US_ASCII), UTF_8, false);
  }

  @Test
  void names_and_values_keep_their_order() {
    assertThat(parsed("b=1&a=2&b=3"))
        .containsExactly(Map.entry("b", List.of("1", "3")), Map.entry("a", List.of("2")));
  }

  @Test
  void a_plus_is_a_space_and_escapes_are_bytes_of_the_charset() {
    assertThat(parsed("a+b=%C3%BC+%26")).containsExactly(Map.entry("a b", List.of("ü &")));
    assertThat(FormBody.parse("a=%FC".getBytes(US_ASCII), ISO_8859_1, false))
        .containsExactly(Map.entry("a", List.of("ü")));
  }

  @Test
  void what_is_encoded_wrongly_is_left_out() {
    assertThat(parsed("a=%&b=%4&c=%zz&d=%-1&e=5").keySet()).containsExactly("e");
  }

  @Test
  void a_value_may_be_missing_and_a_name_may_not() {
    assertThat(parsed("a&b=&=c&&")).containsOnlyKeys("a", "b");
    assertThat(FormBody.parse("a&&=c".getBytes(US_ASCII), UTF_8, true))
        .containsEntry("", List.of("", "c"));
  }

  @Test
  void nobody_fills_the_memory_by_many_short_pairs() {
    assertThat(parsed("a=1&".repeat(FormBody.MOST_PAIRS)).get("a")).hasSize(FormBody.MOST_PAIRS);
    assertThatThrownBy(() -> parsed("a&".repeat(FormBody.MOST_PAIRS + 1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
