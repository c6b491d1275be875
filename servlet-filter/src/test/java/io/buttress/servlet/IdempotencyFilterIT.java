package io.buttress.servlet;

import static io.buttress.servlet.KeyedServers.answer;
import static io.buttress.servlet.KeyedServers.key;
import static io.buttress.servlet.KeyedServers.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.servlet.app.Orders;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The filter in real containers, before real Redis. */
class IdempotencyFilterIT {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART =
      "--@\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n12345\r\n--@--\r\n";

  @RegisterExtension static final KeyedServers servers = new KeyedServers(IdempotencyFilterIT::app);
  private static RunningApp second;

  private static WebApp app() {
    return WebApp.of(new Orders())
        .multipart()
        .with(IdempotencyFilter.class, "all.paths", "/*")
        .with(IdempotencyFilter.class, "all.exempt-paths", "/exempt/*, /strict, /wait")
        .with(IdempotencyFilter.class, "all.methods", "POST, PATCH, PUT")
        .with(IdempotencyFilter.class, "all.max-request", "64KiB")
        .with(IdempotencyFilter.class, "all.max-response", "500KiB");
  }

  @AfterAll
  static void forgetTheSecond() {
    second = null;
  }

  private static RunningApp running(ServerKind kind) {
    return servers.running(kind);
  }

  /** Another node of the same application. */
  private static RunningApp second() {
    if (second == null) {
      second = servers.another(ServerKind.any());
    }
    return second;
  }

  private static HttpResponse<String> post(
      ServerKind kind, String path, String body, String... headers) {
    return running(kind).post(path, body, headers);
  }

  static Stream<Arguments> final_answers() {
    return Stream.of(ServerKind.values())
        .flatMap(
            kind ->
                Stream.of(
                        "/orders",
                        "/reader",
                        "/unread",
                        "/no-content",
                        "/see-other",
                        "/redirect",
                        "/redirect-to-see",
                        "/sold-out",
                        "/missing",
                        "/flushes",
                        "/gzip",
                        "/async",
                        "/non-blocking",
                        "/forward",
                        "/status?code=202",
                        "/status?code=422")
                    .map(path -> Arguments.of(kind, path)));
  }

  @ParameterizedTest
  @MethodSource
  void final_answers(ServerKind kind, String path) {
    String key = key();
    HttpResponse<String> first = post(kind, path, "a body", "Idempotency-Key", key);
    HttpResponse<String> retry = awaitAnswer(kind, path, key);
    assertThat(retry.statusCode()).isEqualTo(first.statusCode());
    assertThat(retry.body()).isEqualTo(first.body());
    for (String name : List.of("Location", "Content-Type", "Link", "Content-Encoding")) {
      assertThat(retry.headers().allValues(name))
          .as(name)
          .isEqualTo(first.headers().allValues(name));
    }
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(retry.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(Orders.executions(path.replaceFirst("\\?.*", ""))).isEqualTo(1);
  }

  private static HttpResponse<String> awaitAnswer(ServerKind kind, String path, String key) {
    return answer(() -> post(kind, path, "a body", "Idempotency-Key", key));
  }

  @ParameterizedTest
  @EnumSource
  void what_belongs_to_one_client_is_not_replayed(ServerKind kind) {
    String key = key();
    HttpResponse<String> first = post(kind, "/orders", "x", "Idempotency-Key", key);
    HttpResponse<String> retry = post(kind, "/orders", "x", "Idempotency-Key", '"' + key + '"');
    assertThat(first.headers().firstValue("Set-Cookie")).isPresent();
    assertThat(retry.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(retry.headers().firstValue("X-Internal")).isEmpty();
    assertThat(retry.headers().allValues("Link")).hasSize(2);
    assertThat(retry.headers().firstValue("Date").isPresent())
        .isEqualTo(first.headers().firstValue("Date").isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void a_form_and_its_parts_can_be_read_by_the_application(ServerKind kind) {
    String key = key();
    String[] form = {"Idempotency-Key", key, "Content-Type", FORM};
    assertThat(post(kind, "/form", "a=1&b=u", form).body()).isEqualTo("u1");
    assertThat(post(kind, "/form", "a=1&b=u", form).body()).isEqualTo("u1");
    assertThat(type(post(kind, "/form", "a=1&b=o", form))).isEqualTo("mismatch");
    String other = key();
    for (String boundary : List.of("xyz", "another")) {
      String type = "multipart/form-data; boundary=" + boundary;
      String body = MULTIPART.replace("@", boundary);
      assertThat(post(kind, "/part", body, "Idempotency-Key", other, "Content-Type", type).body())
          .isEqualTo("5 bytes 1");
    }
  }

  static Stream<Arguments> answers_that_are_not_final() {
    return Stream.of(ServerKind.values())
        .flatMap(
            kind ->
                Stream.of(
                        "/throws",
                        "/async-fails",
                        "/status?code=400",
                        "/status?code=403",
                        "/status?code=500",
                        "/status?code=503")
                    .map(path -> Arguments.of(kind, path)));
  }

  @ParameterizedTest
  @MethodSource
  void answers_that_are_not_final(ServerKind kind, String path) {
    String key = key();
    post(kind, path, "a body", "Idempotency-Key", key);
    HttpResponse<String> retry = awaitAnswer(kind, path, key);
    assertThat(retry.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(Orders.executions(path.replaceFirst("\\?.*", ""))).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_that_cannot_be_kept_is_not_worked_for_again(ServerKind kind) throws IOException {
    for (String path : List.of("/large", "/events", "/throws-late")) {
      String key = key();
      // An answer that is cut off may be no answer to Java's client.
      running(kind)
          .exchange(
              "POST "
                  + path
                  + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                  + "Content-Length: 6\r\nIdempotency-Key: "
                  + key
                  + "\r\n\r\na body");
      HttpResponse<String> retry = awaitAnswer(kind, path, key);
      assertThat(type(retry)).as(path).isEqualTo("not-replayable");
      assertThat(retry.statusCode()).isEqualTo(409);
      assertThat(Orders.executions(path)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_client_that_has_gone_gets_the_whole_answer_when_it_comes_again(ServerKind kind)
      throws Exception {
    Orders.begun = new CountDownLatch(1);
    Orders.end = new CountDownLatch(1);
    String key = key();
    try (Socket gone =
        running(kind)
            .send(
                "POST /endures HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nIdempotency-Key: "
                    + key
                    + "\r\n\r\na body")) {
      Orders.begun.await();
      gone.setSoLinger(true, 0);
    }
    Orders.end.countDown();
    HttpResponse<String> retry = awaitAnswer(kind, "/endures", key);
    assertThat(retry.body()).hasSize(410_008).endsWith("number 1");
    assertThat(Orders.executions("/endures")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_request_without_a_key_or_out_of_the_policy_is_untouched(ServerKind kind) {
    for (int i = 1; i <= 2; i++) {
      assertThat(post(kind, "/orders", "x").body()).contains("\"number\":" + i);
      assertThat(post(kind, "/exempt/x", "x", "Idempotency-Key", "k").statusCode()).isEqualTo(501);
    }
    assertThat(running(kind).get("/orders", "Idempotency-Key", "k k").statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void another_request_under_the_key_is_refused(ServerKind kind) {
    String key = key();
    post(kind, "/orders", "x", "Idempotency-Key", key);
    HttpResponse<String> other = post(kind, "/orders", "y", "Idempotency-Key", key);
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(type(post(kind, "/orders?a=1", "x", "Idempotency-Key", key))).isEqualTo("mismatch");
    assertThat(type(post(kind, "/reader", "x", "Idempotency-Key", key))).isEqualTo("mismatch");
    assertThat(Orders.executions("/orders")).isEqualTo(1);
    assertThat(Orders.executions("/reader")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void a_body_over_the_cap_is_refused_whether_its_length_is_told_or_not(ServerKind kind)
      throws IOException {
    // In one piece each, and on connections of their own: a server that has not read all of a body
    // closes, and may do so before a client has written a second piece, or looks for an answer.
    String head = "POST /orders HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
    String told = head + "Content-Length: 66560\r\nIdempotency-Key: " + key() + "\r\n\r\n";
    assertThat(running(kind).exchange(told + "x".repeat(66_560))).contains(" 413 ");
    head += "Transfer-Encoding: chunked\r\nIdempotency-Key: ";
    String chunk = "fff\r\n" + "x".repeat(0xfff) + "\r\n";
    String long_ = head + key() + "\r\n\r\n" + chunk.repeat(17) + "0\r\n\r\n";
    assertThat(running(kind).exchange(long_)).contains(" 413 ");
    assertThat(Orders.executions("/orders")).isZero();
    String short_ = head + key() + "\r\n\r\n";
    assertThat(running(kind).exchange(short_ + chunk + "0\r\n\r\n")).contains(" 201 ");
  }

  @ParameterizedTest
  @EnumSource
  void while_the_first_one_is_worked_on_a_retry_is_refused(ServerKind kind) throws Exception {
    Orders.begun = new CountDownLatch(1);
    Orders.end = new CountDownLatch(1);
    String key = key();
    CompletableFuture<HttpResponse<String>> first =
        running(kind).beginPost("/slow", "x", "Idempotency-Key", key);
    Orders.begun.await();
    HttpResponse<String> retry = post(kind, "/slow", "x", "Idempotency-Key", key);
    assertThat(retry.statusCode()).isEqualTo(409);
    assertThat(type(retry)).isEqualTo("in-flight");
    assertThat(retry.headers().firstValue("Retry-After")).contains("1");
    assertThat(second().post("/slow", "x", "Idempotency-Key", key).statusCode()).isEqualTo(409);
    assertThat(type(second().post("/slow", "y", "Idempotency-Key", key))).isEqualTo("mismatch");
    Orders.end.countDown();
    assertThat(first.join().body()).isEqualTo("slow 1");
    assertThat(second().post("/slow", "x", "Idempotency-Key", key).body()).isEqualTo("slow 1");
  }

  @Test
  void of_many_retries_at_two_nodes_one_is_executed() {
    String key = key();
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      RunningApp node = i % 2 == 0 ? running(ServerKind.any()) : second();
      all.add(node.beginPost("/orders", "x", "Idempotency-Key", key));
    }
    for (CompletableFuture<HttpResponse<String>> each : all) {
      HttpResponse<String> answer = each.join();
      assertThat(answer.statusCode()).isIn(201, 409);
      if (answer.statusCode() == 201) {
        assertThat(answer.body()).contains("\"number\":1");
      }
    }
    assertThat(Orders.executions("/orders")).isEqualTo(1);
    assertThat(second().post("/orders", "x", "Idempotency-Key", key).statusCode()).isEqualTo(201);
  }

  @Test
  void while_redis_is_gone_nothing_with_a_key_is_executed() throws Exception {
    EmbeddedRedis own = EmbeddedRedis.start();
    KeyedServers.use(own);
    try (own;
        RunningApp app = app().on(ServerKind.any())) {
      String key = key();
      assertThat(app.post("/orders", "x", "Idempotency-Key", key).statusCode()).isEqualTo(201);
      own.kill();
      HttpResponse<String> refused = app.post("/orders", "y", "Idempotency-Key", key());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(type(refused)).isEqualTo("store-unavailable");
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(app.post("/orders", "z").statusCode()).isEqualTo(201);
      assertThat(Orders.executions("/orders")).isEqualTo(2);
      own.restart();
      await().until(() -> app.post("/orders", "w", "Idempotency-Key", key()).statusCode() == 201);
    } finally {
      KeyedServers.use(servers.redis());
    }
  }

  @Test
  void an_answer_whose_redis_died_meanwhile_is_stored_when_it_is_back() throws Exception {
    EmbeddedRedis own = EmbeddedRedis.start();
    KeyedServers.use(own);
    try (own;
        RunningApp app = app().on(ServerKind.any())) {
      Orders.begun = new CountDownLatch(1);
      Orders.end = new CountDownLatch(1);
      String key = key();
      CompletableFuture<HttpResponse<String>> first =
          app.beginPost("/slow", "x", "Idempotency-Key", key);
      Orders.begun.await();
      own.hang();
      Orders.end.countDown();
      assertThat(first.join().body()).isEqualTo("slow 1");
      own.resume();
      await().until(() -> app.post("/slow", "x", "Idempotency-Key", key).body().equals("slow 1"));
      assertThat(Orders.executions("/slow")).isEqualTo(1);
    } finally {
      KeyedServers.use(servers.redis());
    }
  }
}
