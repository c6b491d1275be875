package io.buttress.idempotency.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.idempotency.internal.KeySyntax.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySyntaxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '\'',
      value = {
        "8e03978e-40d5-43dd-bc93-6894a57f9324 > 8e03978e-40d5-43dd-bc93-6894a57f9324",
        "'\"8e03978e\"' > 8e03978e",
        "'  \"8e03978e\"\t' > 8e03978e",
        "'\"a b\"' > a b",
        "'\"a,b\"' > a,b",
        "'\"a\\\"b\\\\c\"' > a\"b\\c",
        "a\\b > a\\b",
        "a;b=c > a;b=c",
        "~!{}[]<@ > ~!{}[]<@",
      })
  void a_key_is_a_quoted_string_or_bare(String sent, String key) {
    assertThat(KeySyntax.read(List.of(sent))).isEqualTo(new Reading.Valid(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"\"",
        "\"",
        "\"abc",
        "\"abc\"x",
        "\"abc\";a=1",
        "\"a\", \"b\"",
        "a,b",
        "a b",
        "a\"b",
        "\"a\\b\"",
        "\"a\\",
        "ä",
        "\"ä\"",
        "a\tb",
        "a\u0000b",
        "a\rb",
        "\u007f",
        "\"a\u0001\"",
        "\ud83d\ude00",
      })
  void anything_else_is_malformed(String sent) {
    assertThat(KeySyntax.read(List.of(sent))).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void a_key_has_at_most_255_characters() {
    String longest = "k".repeat(255);
    assertThat(KeySyntax.read(List.of(longest))).isEqualTo(new Reading.Valid(longest));
    assertThat(KeySyntax.read(List.of('"' + longest + '"'))).isEqualTo(new Reading.Valid(longest));
    assertThat(KeySyntax.read(List.of(longest + "k"))).isInstanceOf(Reading.Malformed.class);
    assertThat(KeySyntax.read(List.of("k".repeat(10_240)))).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void no_line_is_no_key_and_two_lines_are_malformed() {
    assertThat(KeySyntax.read(List.of())).isEqualTo(Reading.Absent.INSTANCE);
    assertThat(KeySyntax.read(List.of("a", "a"))).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void what_was_sent_is_not_repeated_in_the_reason() {
    assertThat(((Reading.Malformed) KeySyntax.read(List.of("<script>,"))).reason())
        .doesNotContain("<");
  }
}
