package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jaxrs.app.Market;
import io.buttress.jaxrs.app.Till;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Connection;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request with a key is executed once, however its resource method answers. */
class IdempotentIT {
  private static final String KEY = "Idempotency-Key";
  private static final String MARK = "Idempotency-Replayed";

  private static EmbeddedRedis redis;
  private static RestServer server;

  @BeforeAll
  static void deploy() {
    redis = EmbeddedRedis.start();
    server = market().start();
  }

  private static Deployed market() {
    return Deployed.of(Market.class)
        .with(redis)
        .withProperty("buttress.idempotency.Stall.sell.required", "true")
        .withProperty("buttress.idempotency.Till.put.max-request", "10");
  }

  @AfterAll
  static void undeploy() {
    server.close();
    redis.close();
  }

  @BeforeEach
  void forget() {
    Till.forget();
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private static Client withKey() {
    return Client.of(server).with(KEY, UUID.randomUUID().toString());
  }

  /** The end of an answer may be with the client a little before the server knows of it. */
  private static HttpResponse<String> retry(Client client, String path, String body) {
    AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
    await()
        .until(
            () -> {
              last.set(client.post(path, body));
              return last.get().headers().firstValue("Retry-After").isEmpty();
            });
    return last.get();
  }

  private static String type(HttpResponse<String> problem) {
    assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
    return problem.body().replaceFirst(".*\"type\":\"urn:buttress:idempotency:([^\"]+)\".*", "$1");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 201",
    "/text, 200",
    "/unread, 200",
    "/nothing, 204",
    "/see-other, 303",
    "/status/201, 201",
    "/status/202, 202",
    "/status/410, 410",
    "/said/302, 302",
    "/said/402, 402",
    "/said/422, 422",
    "/empty, 409",
    "/mapped, 409",
    "/missing, 404",
    "/stream, 200",
    "/resumed, 200",
    "/resumed-at-once, 200",
    "/resumed-mapped, 409",
    "/stage, 200",
    "/stage-fails, 409",
    "/field-by-hand, 200",
    "/packed, 200",
    "/strict/503, 503",
    "/part, 200",
  })
  void a_final_answer_is_replayed(String path, int status) {
    Client client = withKey();
    HttpResponse<String> first = client.post("/till" + path, "body");
    assertThat(first.statusCode()).isEqualTo(status);
    assertThat(first.headers().firstValue(MARK)).isEmpty();
    HttpResponse<String> retry = retry(client, "/till" + path, "body");
    assertThat(retry.headers().firstValue(MARK)).contains("true");
    assertThat(retry.statusCode()).isEqualTo(status);
    assertThat(retry.body()).isEqualTo(first.body());
    for (String name :
        List.of(
            "Content-Location",
            "Content-Type",
            "ETag",
            "Link",
            "Location",
            "Access-Control-Allow-Origin")) {
      assertThat(retry.headers().allValues(name))
          .as(name)
          .isEqualTo(first.headers().allValues(name));
    }
    assertThat(Till.EXECUTIONS).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"response", "stage"})
  void one_that_ends_another_request_on_its_thread_is_replayed_all_the_same(String how)
      throws Exception {
    var sleeping = Client.of(server).begin("POST", "/till/sleeping-" + how);
    assertThat(Till.begun.await(20, TimeUnit.SECONDS)).isTrue();
    Client client = withKey();
    assertThat(client.post("/till/wake", "").body()).isEqualTo("number 1");
    assertThat(sleeping.join().body()).isEqualTo("woken");
    HttpResponse<String> retry = retry(client, "/till/wake", "");
    assertThat(retry.body()).isEqualTo("number 1");
    assertThat(retry.headers().firstValue(MARK)).contains("true");
  }

  @Test
  void what_belongs_to_one_client_is_not_replayed() {
    Client client = withKey();
    HttpResponse<String> first = client.post("/till", "body");
    assertThat(first.headers().firstValue("Set-Cookie")).isPresent();
    assertThat(first.headers().allValues("Link")).isNotEmpty();
    HttpResponse<String> retry = client.post("/till", "body");
    assertThat(retry.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(retry.headers().firstValue("X-Internal")).isEmpty();
  }

  /** Whatever the priorities of those are. */
  @ParameterizedTest
  @ValueSource(strings = {"/text", "/nothing", "/mapped", "/resumed", "/packed"})
  void what_all_filters_and_interceptors_have_made_is_replayed_and_not_made_again(String path) {
    Client client = withKey().with("Stamp", "please");
    HttpResponse<String> first = client.post("/till" + path, "body");
    HttpResponse<String> retry = retry(client, "/till" + path, "body");
    assertThat(first.headers().firstValue("Content-Location")).isPresent();
    assertThat(retry.headers().allValues("Content-Location"))
        .isEqualTo(first.headers().allValues("Content-Location"));
    assertThat(first.headers().firstValue("X-Packed").isPresent())
        .isEqualTo(path.equals("/packed"));
    assertThat(retry.headers().firstValue("X-Packed")).isEmpty();
    assertThat(retry.body()).isEqualTo(first.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/status/400",
        "/said/500",
        "/forbidden",
        "/unmapped",
        "/unwritable",
        "/stream-fails",
        "/resumed-unmapped",
        "/resumed-at-once-unmapped",
        "/cancelled",
        "/timeout",
      })
  void any_other_answer_leaves_the_key_free(String path) {
    Client client = withKey();
    client.post("/till" + path, "body");
    HttpResponse<String> retry = retry(client, "/till" + path, "body");
    assertThat(retry.headers().firstValue(MARK)).isEmpty();
    assertThat(Till.EXECUTIONS).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream-breaks", "/large", "/events", "/by-hand"})
  void an_answer_that_cannot_be_kept_is_not_worked_for_again(String path) throws IOException {
    String key = UUID.randomUUID().toString();
    // An answer that is cut off may be no answer to Java's client.
    try (Connection connection = Connection.to(server)) {
      connection
          .send(
              "POST /api/till"
                  + path
                  + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n"
                  + "Idempotency-Key: "
                  + key
                  + "\r\n\r\n")
          .receive();
    }
    HttpResponse<String> retry = retry(Client.of(server).with(KEY, key), "/till" + path, "");
    assertThat(type(retry)).isEqualTo("not-replayable");
    assertThat(retry.statusCode()).isEqualTo(409);
    assertThat(Till.EXECUTIONS).hasValue(1);
  }

  @Test
  void how_a_response_filter_encodes_an_answer_is_not_replayed() {
    Client client = withKey();
    Client encoded = client.with("Encode-Entity", "yes");
    assertEncoded(encoded.post("/till/text", "body"));
    HttpResponse<String> retry = retry(encoded, "/till/text", "body");
    assertThat(retry.headers().firstValue(MARK)).contains("true");
    assertEncoded(retry);
    HttpResponse<String> plain = client.post("/till/text", "body");
    assertThat(plain.body()).isEqualTo("bodynumber 1");
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void what_an_interceptor_encodes_is_replayed_as_it_was() {
    Client client = withKey();
    client.with("Encode-Entity", "yes").post("/till/packed", "body");
    HttpResponse<String> retry = retry(client, "/till/packed", "body");
    assertThat(retry.body()).isEqualTo("BODY+NUMBER 1");
    assertThat(retry.headers().allValues("Content-Encoding")).containsExactly("x-capitals");
  }

  private static void assertEncoded(HttpResponse<String> response) {
    assertThat(response.body()).isEqualTo("BODYNUMBER 1");
    assertThat(response.headers().allValues("Content-Encoding")).containsExactly("x-capitals");
  }

  @Test
  void a_client_that_has_gone_gets_the_whole_answer_when_it_comes_again() throws Exception {
    String key = UUID.randomUUID().toString();
    try (Connection connection = Connection.to(server)) {
      connection.send(
          "POST /api/till/slowly HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nIdempotency-Key: "
              + key
              + "\r\n\r\n");
      assertThat(connection.receive(200)).contains(" 200 ");
      connection.abort();
    }
    Till.go.countDown();
    HttpResponse<String> retry = retry(Client.of(server).with(KEY, key), "/till/slowly", "");
    assertThat(retry.body()).hasSize(26 * 9_000 + 8).endsWith("number 1");
  }

  @Test
  void without_a_key_nothing_is_remembered() {
    for (int i = 1; i <= 2; i++) {
      HttpResponse<String> response = Client.of(server).post("/till/text", "");
      assertThat(response.body()).isEqualTo("number " + i);
    }
  }

  @Test
  void another_request_under_the_key_is_refused() {
    Client client = withKey();
    client.post("/till/text", "body");
    HttpResponse<String> other = client.post("/till/text", "another");
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(type(other)).isEqualTo("mismatch");
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(type(client.post("/till/text?a=1", "body"))).isEqualTo("mismatch");
    assertThat(type(client.post("/till/unread", "body"))).isEqualTo("mismatch");
    Client typed = client.with("Content-Type", "text/x");
    assertThat(type(typed.post("/till/text", "body"))).isEqualTo("mismatch");
    assertThat(Till.EXECUTIONS).hasValue(1);
  }

  @Test
  void a_form_is_read_by_its_fields() {
    Client client = withKey().with("Content-Type", "application/x-www-form-urlencoded");
    for (int i = 0; i < 2; i++) {
      assertThat(client.post("/till/form?q=1", "a=1&b=2").body()).isEqualTo("1number 1");
    }
    assertThat(type(client.post("/till/form?q=1", "a=2&b=2"))).isEqualTo("mismatch");
  }

  @Test
  void while_the_first_one_is_worked_on_a_retry_is_refused() throws Exception {
    Client client = withKey();
    CompletableFuture<HttpResponse<String>> first = client.begin("POST", "/till/suspended");
    Till.begun.await();
    HttpResponse<String> retry = client.post("/till/suspended", "");
    assertThat(retry.statusCode()).isEqualTo(409);
    assertThat(type(retry)).isEqualTo("in-flight");
    assertThat(retry.headers().firstValue("Retry-After")).contains("1");
    Till.go.countDown();
    assertThat(first.join().body()).isEqualTo("number 1");
    assertThat(client.post("/till/suspended", "").body()).isEqualTo("number 1");
  }

  @Test
  void of_64_who_ask_at_the_same_time_at_two_nodes_one_is_executed() {
    Client client = withKey();
    try (RestServer second = market().start()) {
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Client node = i % 2 == 0 ? client : client.at(second);
        all.add(node.begin("POST", "/till/unread"));
      }
      for (CompletableFuture<HttpResponse<String>> each : all) {
        HttpResponse<String> answer = each.join();
        assertThat(answer.statusCode()).isIn(200, 409);
        if (answer.statusCode() == 200) {
          assertThat(answer.body()).isEqualTo("number 1");
        }
      }
      assertThat(client.at(second).post("/till/unread", "").body()).isEqualTo("number 1");
    }
    assertThat(Till.EXECUTIONS).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"/till/payment, owner-lost", "/till/suspended, in-flight"})
  void an_undeploy_in_the_middle_lets_the_key_go_at_once(String path, String then)
      throws Exception {
    Client client = withKey();
    try (RestServer second = market().start()) {
      CompletableFuture<HttpResponse<String>> unused = client.at(second).begin("POST", path);
      Till.begun.await();
    }
    if (then.equals("in-flight")) {
      // Who may execute it again works on it now, and the next one sees that.
      Till.begun = new CountDownLatch(1);
      CompletableFuture<HttpResponse<String>> unused = client.begin("POST", path);
      Till.begun.await();
    }
    HttpResponse<String> retry = client.post(path, "");
    assertThat(retry.statusCode()).isEqualTo(409);
    assertThat(type(retry)).isEqualTo(then);
    Till.go.countDown();
  }

  @Test
  void the_key_of_one_user_is_not_that_of_another() {
    Client client = withKey();
    assertThat(client.as("alice").post("/till/text", "").body()).isEqualTo("number 1");
    assertThat(client.as("bob").post("/till/text", "").body()).isEqualTo("number 2");
    assertThat(client.as("alice").post("/till/text", "").body()).isEqualTo("number 1");
  }

  @Test
  void who_may_not_call_the_method_any_more_gets_403_and_no_answer_of_before() {
    Client client = withKey().as("alice");
    assertThat(client.post("/till/text", "").statusCode()).isEqualTo(200);
    HttpResponse<String> forbidden = client.with("Forbidden", "yes").post("/till/text", "");
    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(forbidden.body()).doesNotContain("number");
  }

  @Test
  void an_annotation_on_a_method_replaces_that_on_the_class() {
    HttpResponse<String> missing = Client.of(server).send("PUT", "/till/put");
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(type(missing)).isEqualTo("missing");
    Client client = withKey();
    assertThat(client.send("PUT", "/till/put").body()).isEqualTo("number 1");
    assertThat(client.send("PUT", "/till/put").body()).isEqualTo("number 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE"})
  void methods_of_several_kinds_may_share_a_policy(String method) {
    Client client = withKey();
    String first = client.send(method, "/till/kept").body();
    assertThat(client.send(method, "/till/kept").body()).isEqualTo(first);
    assertThat(Till.EXECUTIONS).hasValue(1);
  }

  @Test
  void a_property_asks_for_keys_without_an_annotation() {
    assertThat(type(Client.of(server).post("/stall", ""))).isEqualTo("missing");
    Client client = withKey();
    assertThat(client.post("/stall", "").body()).isEqualTo("number 1");
    assertThat(client.post("/stall", "").body()).isEqualTo("number 1");
  }

  @Test
  void a_body_over_the_cap_is_refused_whether_its_length_is_told_or_not() throws IOException {
    String head =
        "PUT /api/till/put HTTP/1.1\r\nHost: h\r\nConnection: close\r\nIdempotency-Key: a\r\n";
    for (String body :
        List.of(
            "Content-Length: 11\r\n\r\n12345678901",
            "Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n")) {
      try (Connection connection = Connection.to(server)) {
        assertThat(connection.send(head + body).receive())
            .startsWith("HTTP/1.1 413")
            .contains("urn:buttress:idempotency:too-large");
      }
    }
    assertThat(Till.EXECUTIONS).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Idempotency-Key: \r\n",
        "Idempotency-Key: a\r\nIdempotency-Key: a\r\n",
        "Idempotency-Key: \u00e4\u00f6\r\n",
        "Idempotency-Key: {256}\r\n",
      })
  void a_hostile_key_executes_nothing(String field) throws IOException {
    String sent = field.replace("{256}", "k".repeat(256));
    try (Connection connection = Connection.to(server)) {
      assertThat(
              connection
                  .send(
                      "POST /api/till/text HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                          + "Content-Length: 1\r\n"
                          + sent
                          + "\r\nx")
                  .receive())
          .startsWith("HTTP/1.1 400");
    }
    assertThat(Till.EXECUTIONS).hasValue(0);
  }

  @Test
  void the_application_can_know_the_key() {
    assertThat(withKey().post("/till/call", "").body()).isEqualTo("number 1true");
    assertThat(Client.of(server).post("/till/call", "").body()).isEqualTo("number 2false");
  }
}
