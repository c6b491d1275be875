package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTest {
  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: x", "a\n", "\u0000", "\u007f"})
  void a_value_can_forge_no_further_field(String value) {
    assertThatThrownBy(() -> new Field("X-A", value)).hasMessageContaining("X-A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X A", "X:A", "X\n", "Ä"})
  void a_name_is_a_token(String name) {
    assertThatThrownBy(() -> new Field(name, "v")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_answer_is_final_and_its_status_is_one_of_an_answer() {
    assertThat(new Field("X-A", "a\tb ü").value()).isEqualTo("a\tb ü");
    assertThatThrownBy(() -> new HttpAnswer(100, List.of(), "")).hasMessageContaining("200 to 599");
    assertThatThrownBy(() -> new HttpAnswer(600, List.of(), "")).hasMessageContaining("600");
  }
}
