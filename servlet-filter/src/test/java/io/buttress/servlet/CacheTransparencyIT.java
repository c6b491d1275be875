package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Exchanges;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client sees of the cache: the fields that it adds, and else nothing. */
class CacheTransparencyIT {
  private static WebApp app() {
    return WebApp.of(new Repertoire());
  }

  /**
   * Status, fields in an order of their own, body; without what a cache may add or change. Where
   * Undertow itself named a charset, a space comes before it, and none where it was told to.
   */
  private static String seen(String answer) {
    if (!answer.contains("\r\n\r\n")) {
      return answer;
    }
    RawAnswer raw = RawAnswer.of(answer);
    List<String> fields =
        raw.fields().stream()
            .filter(
                line ->
                    !line.toLowerCase(Locale.ROOT)
                        .matches(
                            "(age|cache-status|etag|date|content-length|transfer-encoding):.*"))
            .map(line -> line.replace("; charset=", ";charset="))
            .sorted()
            .toList();
    return raw.status() + " " + fields + new String(raw.body(), StandardCharsets.ISO_8859_1);
  }

  private static Map<String, String> record(ServerKind server, WebApp app, int times)
      throws Exception {
    Map<String, String> exchanges = new LinkedHashMap<>();
    try (RunningApp running = app.on(server)) {
      for (String path : Repertoire.PATHS) {
        for (String method : Exchanges.methods(path)) {
          for (int time = 1; time <= times; time++) {
            exchanges.put(
                method + " " + path + " " + time, seen(Exchanges.exchange(running, method, path)));
          }
        }
      }
    }
    return exchanges;
  }

  @ParameterizedTest
  @EnumSource
  void where_no_policy_matches_not_a_byte_differs(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, app());
    WebApp cached = app().cached("other.paths", "/other/*").cached("other.ttl", "60s");
    Map<String, String> recorded = Exchanges.record(server, cached);
    bare.forEach((path, answer) -> assertThat(recorded.get(path)).as(path).isEqualTo(answer));
  }

  @ParameterizedTest
  @EnumSource
  void by_default_only_the_caches_own_fields_are_added(ServerKind server) throws Exception {
    Map<String, String> bare = record(server, app(), 1);
    Map<String, String> recorded = record(server, app().cached(), 1);
    bare.forEach((path, answer) -> assertThat(recorded.get(path)).as(path).isEqualTo(answer));
  }

  @ParameterizedTest
  @EnumSource
  void nor_more_where_everything_is_stored_on_the_first_and_the_next_request(ServerKind server)
      throws Exception {
    Map<String, String> bare = record(server, app(), 2);
    WebApp cached =
        app().cached("all.paths", "/*").cached("all.ttl", "60s").cached("all.profile", "rfc");
    Map<String, String> recorded = record(server, cached, 2);
    bare.forEach((path, answer) -> assertThat(recorded.get(path)).as(path).isEqualTo(answer));
  }
}
