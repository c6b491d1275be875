package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Exchanges;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The filter is not to be seen: what a server sends is the same byte for byte, but for the fields
 * that a matching policy adds.
 */
class TransparencyIT {
  private static WebApp app() {
    return WebApp.of(new Repertoire());
  }

  private static void assertSame(Map<String, String> recorded, Map<String, String> bare) {
    assertThat(recorded.keySet()).isEqualTo(bare.keySet());
    bare.forEach((path, answer) -> assertThat(recorded.get(path)).as(path).isEqualTo(answer));
  }

  private static String withoutOurFields(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String head = answer.substring(0, end).replaceAll("(?i)\r\nRateLimit(-Policy)?: [^\r]*", "");
    return head + answer.substring(end);
  }

  @ParameterizedTest
  @EnumSource
  void where_no_policy_matches_not_a_byte_differs(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, app());
    assertThat(bare.get("GET /writer")).endsWith("hello");
    assertThat(bare.values()).noneMatch(answer -> answer.contains(" 501 "));
    WebApp limited = app().limited("api.paths", "/other/*").limited("api.limits", "1/1h");
    assertSame(Exchanges.record(server, limited), bare);
  }

  @ParameterizedTest
  @EnumSource
  void where_a_policy_matches_only_its_fields_are_added(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, app());
    WebApp limited = app().limited("api.paths", "/*").limited("api.limits", "100000/1h");
    Map<String, String> recorded = Exchanges.record(server, limited);
    assertThat(recorded.get("GET /writer")).contains("\r\nRateLimit: \"api\";r=");
    recorded.replaceAll((path, answer) -> withoutOurFields(answer));
    assertSame(recorded, bare);
  }

  @ParameterizedTest
  @EnumSource
  void not_even_where_bytes_are_counted_or_a_lease_is_held(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, app());
    WebApp limited =
        app()
            .limited("size.paths", "/*")
            .limited("size.limits", "1000000000/1h")
            .limited("size.settle", "by-bytes")
            .limited("flight.paths", "/*")
            .limited("flight.algorithm", "concurrency")
            .limited("flight.limits", "50");
    Map<String, String> recorded = Exchanges.record(server, limited);
    assertThat(recorded.get("GET /writer")).contains("\"size\";r=");
    recorded.replaceAll((path, answer) -> withoutOurFields(answer));
    assertSame(recorded, bare);
  }
}
