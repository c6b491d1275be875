package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** RFC 9457 and RFC 8259. */
class ProblemTest {
  @Test
  void members_come_in_order_and_extensions_last() {
    Map<String, Object> extensions = new LinkedHashMap<>();
    extensions.put("names", List.of("a", "b"));
    extensions.put("none", List.of());
    extensions.put("count", 7L);
    extensions.put("on", true);
    extensions.put("nested", Map.of("x", 1));
    extensions.put("status", "never replaces a member");
    assertThat(new Problem("about:blank", "T", 429, "D", extensions).toJson())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"T\",\"status\":429,\"detail\":\"D\","
                + "\"names\":[\"a\",\"b\"],\"none\":[],\"count\":7,\"on\":true,\"nested\":{\"x\":1}}");
  }

  @Test
  void what_could_do_harm_is_escaped() {
    assertThat(
            new Problem("about:blank", "\"\\\n\u0000\u007f\u2028<b>&\ud800!\udc00", 400, "😀")
                .toJson())
        .contains("\"\\\"\\\\\\u000a\\u0000\\u007f\\u2028\\u003cb\\u003e\\u0026\\ud800!\\udc00\"")
        .contains("\"😀\"");
  }

  @Test
  void what_json_does_not_know_is_refused() {
    assertThatThrownBy(
            () -> new Problem("about:blank", "T", 400, "D", Map.of("x", new Object())).toJson())
        .hasMessageContaining("java.lang.Object");
  }

  @Property
  void every_text_comes_back_as_it_was_even_through_utf_8(@ForAll String text) {
    String json = new Problem("about:blank", text, 400, "D").toJson();
    String sent = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    int start = "{\"type\":\"about:blank\",\"title\":\"".length();
    int end = sent.length() - "\",\"status\":400,\"detail\":\"D\"}".length();
    assertThat(unescaped(sent.substring(start, end))).isEqualTo(text);
  }

  /**
   * What is between the quotes of a JSON text (RFC 8259, 7), as far as the writer makes use of it.
   */
  private static String unescaped(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      assertThat(c).isNotEqualTo('"').isGreaterThanOrEqualTo(' ');
      if (c == '\\' && json.charAt(i + 1) == 'u') {
        text.append((char) Integer.parseInt(json.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        text.append(c == '\\' ? json.charAt(++i) : c);
      }
    }
    return text.toString();
  }
}
