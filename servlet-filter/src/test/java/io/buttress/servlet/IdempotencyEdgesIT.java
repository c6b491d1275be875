package io.buttress.servlet;

import static io.buttress.servlet.KeyedServers.answer;
import static io.buttress.servlet.KeyedServers.key;
import static io.buttress.servlet.KeyedServers.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.buttress.servlet.app.Orders;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP has beside requests with a body and one answer, under a key, in real containers. */
class IdempotencyEdgesIT {
  @RegisterExtension
  static final KeyedServers servers =
      new KeyedServers(
          () ->
              WebApp.of(new Orders())
                  .with(IdempotencyFilter.class, "skips.paths", "/reader")
                  .with(IdempotencyFilter.class, "skips.fingerprint", "path")
                  .with(IdempotencyFilter.class, "all.paths", "/*")
                  .with(IdempotencyFilter.class, "all.exempt-paths", "/reader")
                  .with(IdempotencyFilter.class, "all.methods", "POST, HEAD"));

  private static String head(String method, String path, String key, String more) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nIdempotency-Key: "
        + key
        + "\r\n"
        + more
        + "\r\n";
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static String until(String text, Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (!all.toString().endsWith(text)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the end, and no " + text + " in: " + all);
      }
      all.append((char) next);
    }
    return all.toString();
  }

  /** Sends the body when it is asked for, as the RFC has it (9110, 10.1.1), and not before. */
  private static String expecting(RunningApp app, String path, String key) throws IOException {
    String head = head("POST", path, key, "Expect: 100-continue\r\nContent-Length: 6\r\n");
    try (Socket socket = app.send(head)) {
      assertThat(until("\r\n\r\n", socket)).startsWith("HTTP/1.1 100 ");
      OutputStream out = socket.getOutputStream();
      out.write("a body".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return rest(socket);
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_expects_to_be_asked_for_the_body_is_asked(ServerKind kind) throws IOException {
    RunningApp app = servers.running(kind);
    String key = key();
    assertThat(expecting(app, "/orders", key)).contains(" 201 ", "a body").doesNotContain(" 100 ");
    assertThat(expecting(app, "/orders", key)).contains(" 201 ", "Idempotency-Replayed: true");
    // Where the body does not count, the application itself is who asks for it.
    assertThat(expecting(app, "/reader", key)).contains(" 200 ", "a body1");
  }

  /** Tomcat asks before any filter, unless its connector says otherwise. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TOMCAT")
  void nobody_is_asked_for_a_body_that_is_not_wanted(ServerKind kind) throws IOException {
    RunningApp app = servers.running(kind);
    String more = "Expect: 100-continue\r\nContent-Length: 6\r\n";
    try (Socket socket = app.send(head("POST", "/orders", "no key", more))) {
      assertThat(until("\r\n", socket)).startsWith("HTTP/1.1 400");
    }
    more = more.replace("6", Integer.toString(2 << 20));
    try (Socket socket = app.send(head("POST", "/orders", key(), more))) {
      assertThat(until("\r\n", socket)).startsWith("HTTP/1.1 413");
    }
    assertThat(Orders.executions("/orders")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void a_body_may_come_in_chunks_of_any_size_with_trailers(ServerKind kind) throws IOException {
    String key = key();
    RunningApp app = servers.running(kind);
    String chunked = head("POST", "/orders", key, "Transfer-Encoding: chunked\r\n");
    String first = app.exchange(chunked + "1;x=y\r\na\r\n5\r\n body\r\n0\r\nX-Sum: 1\r\n\r\n");
    assertThat(first).contains(" 201 ", "a body");
    String retry = app.exchange(chunked + "6\r\na body\r\n0\r\n\r\n");
    assertThat(retry).contains(" 201 ", "Idempotency-Replayed: true");
    String sized = head("POST", "/orders", key, "Content-Length: 6\r\n");
    assertThat(app.exchange(sized + "a body")).contains("Idempotency-Replayed: true");
    assertThat(app.exchange(chunked + "5\r\na bod\r\n0\r\n\r\n")).contains(" 422 ");
    assertThat(Orders.executions("/orders")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void events_reach_the_client_while_they_happen(ServerKind kind) throws IOException {
    Orders.end = new CountDownLatch(1);
    RunningApp app = servers.running(kind);
    String key = key();
    try (Socket socket = app.send(head("POST", "/live-events", key, "Content-Length: 0\r\n"))) {
      assertThat(until("data: one\n\n", socket)).contains("text/event-stream");
      HttpResponse<String> meanwhile = app.post("/live-events", "", "Idempotency-Key", key);
      assertThat(type(meanwhile)).isEqualTo("in-flight");
      Orders.end.countDown();
      assertThat(rest(socket)).contains("data: two\n\n");
    }
    HttpResponse<String> retry = answer(() -> app.post("/live-events", "", "Idempotency-Key", key));
    assertThat(type(retry)).isEqualTo("not-replayable");
    assertThat(Orders.executions("/live-events")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void an_undeploy_in_the_middle_lets_the_key_go_at_once(ServerKind kind) throws Exception {
    RunningApp app = servers.running(kind);
    RunningApp ending = servers.another(kind);
    String key = key();
    Orders.end = new CountDownLatch(1);
    Orders.begun = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> cut =
        ending.beginPost("/slow", "x", "Idempotency-Key", key);
    Orders.begun.await();
    assertThat(type(app.post("/slow", "x", "Idempotency-Key", key))).isEqualTo("in-flight");
    ending.undeploy();

    Orders.begun = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> retry =
        app.beginPost("/slow", "x", "Idempotency-Key", key);
    Orders.begun.await();
    Orders.end.countDown();
    assertThat(retry.join().body()).isEqualTo("slow 2");
    // Who was cut off comes to its end too, and does not overwrite what is stored.
    cut.handle((answer, failure) -> answer).join();
    assertThat(app.post("/slow", "x", "Idempotency-Key", key).body()).isEqualTo("slow 2");
  }

  /** The only one of these containers whose API has such answers: by sendError. */
  @ParameterizedTest
  @EnumSource(names = "JETTY")
  void hints_ahead_of_an_answer_are_sent_once_and_the_answer_is_replayed(ServerKind kind)
      throws IOException {
    assumeTrue(kind.isMeant(), "this run is not about " + kind);
    RunningApp app = servers.running(kind);
    String request = head("POST", "/hints", key(), "Content-Length: 0\r\n");
    assertThat(app.exchange(request))
        .startsWith("HTTP/1.1 103 ")
        .contains("HTTP/1.1 200 ", "Link: </style.css>", "hinted 1");
    assertThat(answer(app, request))
        .startsWith("HTTP/1.1 200 ")
        .contains("Link: </style.css>", "Idempotency-Replayed: true", "hinted 1");
  }

  @ParameterizedTest
  @EnumSource
  void the_answer_to_a_head_has_no_body_the_second_time_either(ServerKind kind) throws IOException {
    RunningApp app = servers.running(kind);
    String key = key();
    String first = app.exchange(head("HEAD", "/sized", key, ""));
    String retry = answer(app, head("HEAD", "/sized", key, ""));
    assertThat(first).contains(" 200 ", "Content-Length: 8").endsWith("\r\n\r\n");
    assertThat(retry)
        .contains(" 200 ", "Content-Length: 8", "Idempotency-Replayed: true")
        .endsWith("\r\n\r\n");
    assertThat(Orders.executions("/sized")).isEqualTo(1);
    // Another method, another key.
    String post = head("POST", "/sized", key, "Content-Length: 0\r\n");
    assertThat(app.exchange(post)).endsWith("number 2").doesNotContain("Replayed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Idempotency-Key: \r\n",
        "Idempotency-Key: \"\"\r\n",
        "Idempotency-Key: \"a\r\n",
        "Idempotency-Key: \"a\\b\"\r\n",
        "Idempotency-Key: \"a\"b\r\n",
        "Idempotency-Key: \"a\";x=1\r\n",
        "Idempotency-Key: (\"a\")\r\n",
        "Idempotency-Key: a b\r\n",
        "Idempotency-Key: a\r\nIdempotency-Key: a\r\n",
        "Idempotency-Key: a\r\nidempotency-key: a\r\n",
        "Idempotency-Key: a, b\r\n",
        "Idempotency-Key: \u00e4\u00f6\r\n",
        "Idempotency-Key: \u00c3\u00a4\r\n",
        "Idempotency-Key: \u0001\r\n",
        "Idempotency-Key: a\u0000b\r\n",
        "Idempotency-Key: a\tb\r\n",
        "Idempotency-Key: a\r\n b\r\n",
        "Idempotency-Key: a\u007f\r\n",
        "Idempotency-Key: {256}\r\n",
        "Idempotency-Key: {5000}\r\n",
        "Idempotency-Key: {10240}\r\n",
      })
  void a_hostile_key_executes_nothing(String field) throws IOException {
    String sent = field;
    for (int length : new int[] {256, 5000, 10240}) {
      sent = sent.replace("{" + length + "}", "k".repeat(length));
    }
    for (ServerKind kind : ServerKind.values()) {
      if (kind.isMeant()) {
        String answer =
            servers
                .running(kind)
                .exchange(
                    "POST /orders HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                        + "Content-Length: 1\r\n"
                        + sent
                        + "\r\nx");
        // 431 is a container's, which has an opinion of its own on such fields.
        assertThat(answer).containsPattern("^HTTP/1.1 (400|431) ");
      }
    }
    assertThat(Orders.executions("/orders")).isZero();
  }
}
