package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.buttress.jaxrs.app.Airport;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Connection;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However a request ends: nobody waits for it when it has ended, and nothing is stored of what was
 * not sent to its end. Who waited for one that is over would do so for a minute.
 */
class CacheEndingsIT {
  private static final Duration BEARABLE = Duration.ofSeconds(20);

  private static RestServer server;

  @BeforeAll
  static void deploy() {
    server =
        Deployed.of(Airport.class)
            .withProperty("buttress.response-cache.longest-wait", "1m")
            .withProperty("buttress.response-cache.flight.paths", "/api/flight/*")
            .withProperty("buttress.response-cache.flight.ttl", "1h")
            .withProperty("buttress.response-cache.flight.largest-body", "100KiB")
            .start();
  }

  @AfterAll
  static void undeploy() {
    server.close();
  }

  /** One whose limits nobody else counts for. */
  private static Client client() {
    return Client.of(server).with("Case", UUID.randomUUID().toString());
  }

  private static HttpResponse<String> soon(Supplier<HttpResponse<String>> request) {
    return assertTimeoutPreemptively(BEARABLE, request::get);
  }

  private static String status(HttpResponse<String> response) {
    return response.headers().firstValue("Cache-Status").orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "/unmapped, 500",
    "/mapped, 409",
    "/forbidden, 403",
    "/unwritable, 500",
    "/stream-fails, 500",
    "/resumed-mapped, 409",
    "/resumed-unmapped, 500",
    "/thrown-while-suspended, 409",
    "/cancelled, 503",
    "/timeout, 503",
    "/timeout-handled, 504",
    "/stage-fails, 409",
    "/events, 200",
    "/part/mapped, 409",
  })
  void nobody_waits_for_and_nothing_is_stored_of(String path, int status) {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> response = soon(() -> client().get("/flight" + path));
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(status(response)).doesNotContain("stored").doesNotContain("hit");
    }
  }

  @ParameterizedTest
  @CsvSource({"abort, 403", "throw, 500", "throw-late, 500"})
  void nobody_waits_for_what_a_filter_ends(String wish, int status) {
    for (int i = 0; i < 2; i++) {
      Client client = client().with("Guard", wish).with("Cache-Control", "no-cache");
      assertThat(soon(() -> client.get("/flight/guarded")).statusCode()).isEqualTo(status);
    }
    assertThat(soon(() -> client().get("/flight/guarded")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/stream", "/resumed", "/resumed-at-once", "/stage", "/stage-at-once", "/part"})
  void what_ends_well_is_stored(String path) {
    HttpResponse<String> first = soon(() -> client().get("/flight" + path));
    assertThat(status(first)).contains("stored");
    HttpResponse<String> second = soon(() -> client().get("/flight" + path));
    assertThat(status(second)).contains("hit");
    assertThat(second.headers().firstValue("RateLimit").orElseThrow()).contains("\"account\";r=99");
    assertThat(second.body()).isEqualTo(first.body());
  }

  @Test
  void what_breaks_off_is_not_stored() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (Connection connection = Connection.to(server)) {
        connection.send(
            "GET /api/flight/stream-breaks HTTP/1.1\r\nHost: localhost\r\nCase: breaks"
                + i
                + "\r\n\r\n");
        assertThat(connection.receive(400)).contains("HTTP/1.1 200").doesNotContain("; hit");
      }
    }
  }

  @Test
  void what_has_no_end_is_let_go_when_it_is_too_long() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (Connection connection = Connection.to(server)) {
        connection.send(
            "GET /api/flight/endless HTTP/1.1\r\nHost: localhost\r\nCase: endless"
                + i
                + "\r\n\r\n");
        assertThat(connection.receive(200_000)).doesNotContain("; hit");
        connection.abort();
      }
    }
  }
}
