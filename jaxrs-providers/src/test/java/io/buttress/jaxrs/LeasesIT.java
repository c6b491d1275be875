package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jaxrs.app.Airport;
import io.buttress.jaxrs.app.Flight;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Connection;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However a request ends: its lease is given back when it has ended, and its cost is settled once.
 * A lease that stays would refuse the next request for longer than this waits.
 */
class LeasesIT {
  private static EmbeddedRedis redis;
  private static RestServer server;

  @BeforeAll
  static void deploy() {
    redis = EmbeddedRedis.start();
    server =
        Deployed.of(Airport.class)
            .with(redis)
            .with("flight.lease", "1h")
            .with("account.settle", "by-status")
            .with("account.status-costs", "2xx:5, 4xx:5, 5xx:5")
            .start();
  }

  @AfterAll
  static void undeploy() {
    server.close();
    redis.close();
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private static Client client(String name) {
    return Client.of(server).with("Case", name);
  }

  /** Waits until a request is admitted. */
  private static void assertCharged(Client client, int cost) {
    await().until(() -> client.get("/flight"), response -> assertLeft(response, 99 - cost));
  }

  private static boolean assertLeft(HttpResponse<String> response, int left) {
    if (response.statusCode() == 429) {
      return false;
    }
    assertThat(response.headers().firstValue("RateLimit").orElseThrow())
        .contains("\"account\";r=" + left + ";");
    return true;
  }

  @ParameterizedTest
  @CsvSource({
    "'', 200",
    "/unmapped, 500",
    "/mapped, 409",
    "/forbidden, 403",
    "/unwritable, 500",
    "/guarded, 200",
    "/stream, 200",
    "/stream-fails, 500",
    "/resumed, 200",
    "/resumed-at-once, 200",
    "/resumed-mapped, 409",
    "/resumed-unmapped, 500",
    "/thrown-while-suspended, 409",
    "/cancelled, 503",
    "/timeout, 503",
    "/timeout-handled, 504",
    "/stage, 200",
    "/stage-at-once, 200",
    "/stage-fails, 409",
    "/events, 200",
    "/part, 200",
    "/part/mapped, 409",
  })
  void it_ends_with(String path, int status) {
    Client client = client(path + "/");
    assertThat(client.status("/flight" + path)).isEqualTo(status);
    assertCharged(client, 5);
  }

  @ParameterizedTest
  @CsvSource({"abort, 403", "throw, 500", "throw-late, 500"})
  void it_ends_with_a_filter_that_says(String wish, int status) {
    Client client = client(wish).with("Guard", wish);
    assertThat(client.status("/flight/guarded")).isEqualTo(status);
    assertCharged(client, 5);
  }

  @Test
  void it_ends_with_a_body_that_nobody_can_read() {
    Client client = client("unreadable").with("Content-Type", "application/octet-stream");
    assertThat(client.post("/flight/unreadable", "a").statusCode()).isEqualTo(415);
    assertCharged(client, 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/stream", "/resumed", "/stage", "/mapped"})
  void it_ends_with_a_head_that_a_get_answers(String path) {
    Client client = client("HEAD" + path);
    HttpResponse<String> response = client.send("HEAD", "/flight" + path);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("RateLimit")).isPresent();
    assertCharged(client, 5);
  }

  @ParameterizedTest
  @CsvSource({"GET, /none, 404", "DELETE, '', 405", "OPTIONS, '', 200", "OPTIONS, /stream, 200"})
  void what_no_resource_method_answers_costs_nothing(String method, String path, int status) {
    Client client = client(method + path);
    HttpResponse<String> response = client.send(method, "/flight" + path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("RateLimit")).isEmpty();
    assertCharged(client, 0);
  }

  @Test
  void what_no_resource_method_reads_or_writes_costs_nothing() {
    Client client = client("media types");
    assertThat(client.with("Accept", "image/png").status("/flight/stream")).isEqualTo(406);
    Client text = client.with("Content-Type", "text/plain");
    assertThat(text.post("/flight/unreadable", "a").statusCode()).isEqualTo(415);
    assertCharged(client, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/endless", "/endless-events"})
  void it_ends_when_the_client_has_gone(String path) throws IOException {
    try (Connection connection = Connection.to(server)) {
      connection.send(
          "GET /api/flight" + path + " HTTP/1.1\r\nHost: a\r\nCase: gone" + path + "\r\n\r\n");
      assertThat(connection.receive(200)).contains("\"flight\"");
      assertThat(client("gone" + path).status("/flight")).isEqualTo(429);
      connection.abort();
    }
    assertCharged(client("gone" + path), 5);
  }

  @Test
  void it_ends_with_a_stream_that_breaks() throws IOException {
    try (Connection connection = Connection.to(server)) {
      connection.send("GET /api/flight/stream-breaks HTTP/1.1\r\nHost: a\r\nCase: breaks\r\n\r\n");
      assertThat(connection.receive(200)).contains("\"flight\"");
      connection.abort();
    }
    assertCharged(client("breaks"), 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/held", "/resumed-and-held", "/suspended", "/held-events"})
  void it_has_not_ended_before_the_last_byte(String path) throws Exception {
    Client client = client(path);
    CompletableFuture<HttpResponse<String>> held = client.begin("/flight" + path);
    await().until(Flight.GO::hasQueuedThreads);
    for (int i = 0; i < 20; i++) {
      assertThat(client.status("/flight")).isEqualTo(429);
    }
    Flight.GO.release();
    assertThat(held.get().statusCode()).isEqualTo(200);
    await().until(() -> client.status("/flight") == 200);
  }
}
