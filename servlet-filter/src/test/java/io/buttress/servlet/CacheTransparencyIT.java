package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Exchanges;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client sees of the cache: the fields that it adds, and else nothing. */
class CacheTransparencyIT {
  private static final String MAY_DIFFER =
      "age|cache-status|etag|date|content-length|transfer-encoding";

  private static WebApp app() {
    return WebApp.of(new Repertoire());
  }

  private static Map<String, String> record(ServerKind server, WebApp app, int times)
      throws Exception {
    return Exchanges.record(server, app, times, MAY_DIFFER);
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
