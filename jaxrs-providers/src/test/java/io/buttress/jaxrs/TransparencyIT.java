package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jaxrs.app.Fair;
import io.buttress.jaxrs.server.Connection;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The provider is not to be seen: what a server sends is the same byte for byte, but for the fields
 * that a matching policy adds.
 */
class TransparencyIT {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\n";

  /** Method, path, and what follows the request's first line. */
  private static final List<String> REQUESTS =
      List.of(
          "GET /text",
          "HEAD /text",
          "OPTIONS /text",
          "DELETE /text",
          "PUT /text",
          "GET /none",
          "GET /text X-Capitals: yes\n",
          "GET /nothing",
          "GET /bytes",
          "GET /input-stream",
          "HEAD /input-stream",
          "GET /large",
          "HEAD /large",
          "GET /large X-Capitals: yes\n",
          "GET /streaming",
          "HEAD /streaming",
          "GET /json",
          "HEAD /json",
          "POST /json Content-Type: application/json\n"
              + "Content-Length: 23\n\n"
              + "{\"name\":\"a\",\"number\":7}",
          "POST /json Content-Type: application/json\nContent-Length: 7\n\n{\"name\"",
          "POST /json Content-Type: text/plain\nContent-Length: 1\n\na",
          "GET /list",
          "GET /negotiated",
          "GET /negotiated Accept: text/*\n",
          "GET /negotiated Accept: image/png\n",
          "GET /languages Accept-Language: de\n",
          "GET /languages Accept-Language: fr\n",
          "GET /headers",
          "HEAD /headers",
          "POST /created Content-Length: 3\n\nnew",
          "GET /see-other",
          "GET /conditional",
          "GET /conditional If-None-Match: \"v1\"\n",
          "GET /conditional If-Match: \"v2\"\n",
          "GET /unsent If-None-Match: \"v1\"\n",
          "GET /said/7;m=8?q=1&q=%32 X-Said: hello\nCookie: c=d\n",
          "GET /said/%2F",
          "POST /filled?q=1 " + FORM + "Content-Length: 11\n\na=1&b=2&b=3",
          "POST /form " + FORM + "Content-Length: 11\n\na=1&b=2&b=3",
          "POST /parameters?q=1 " + FORM + "Content-Length: 7\n\na=1&b=2",
          "PUT /upload Content-Length: 5\n\nabcde",
          "PUT /upload Transfer-Encoding: chunked\n\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
          "PUT /characters Content-Length: 1\n\nz",
          "PUT /unread Content-Length: 6\n\nunread",
          "GET /mapped",
          "GET /thrown",
          "GET /bare-status",
          "GET /resumed",
          "HEAD /resumed",
          "GET /resumed-mapped",
          "GET /stage",
          "GET /events",
          "GET /events-elsewhere",
          "GET /by-hand",
          "HEAD /by-hand",
          "GET /error-by-hand",
          "GET /packed",
          "POST /packed Content-Length: 3\n\nabc",
          "GET /part/1",
          "GET /part/1/deeper",
          "POST /part/1 Content-Length: 0\n");

  private static Map<String, String> bare;

  @BeforeAll
  static void recordWithoutTheProvider() throws IOException {
    bare = record(Deployed.of(Fair.class).withoutProvider());
    assertThat(bare.get("GET /text")).endsWith("text");
    assertThat(bare.get("POST /packed Content-Length: 3\n\nabc")).endsWith("ABC+");
    assertThat(bare.get("GET /said/7;m=8?q=1&q=%32 X-Said: hello\nCookie: c=d\n"))
        .contains("[1, 2] 7 hello d 8");
  }

  private static Map<String, String> record(Deployed deployed) throws IOException {
    try (RestServer server = deployed.start()) {
      return record(server, () -> "none");
    }
  }

  private static Map<String, String> record(RestServer server, Supplier<String> keys)
      throws IOException {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String request : REQUESTS) {
      answers.put(request, exchange(server, request, keys.get()));
    }
    return answers;
  }

  private static String exchange(RestServer server, String request, String key) throws IOException {
    String[] parts = request.split(" ", 3);
    String rest = parts.length == 3 ? parts[2] : "";
    int end = rest.indexOf("\n\n");
    String fields = end < 0 ? rest : rest.substring(0, end + 1);
    String body = end < 0 ? "" : rest.substring(end + 2);
    try (Connection connection = Connection.to(server)) {
      return connection
          .send(
              parts[0]
                  + " /api/show"
                  + parts[1]
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Idempotency-Key: "
                  + key
                  + "\r\n"
                  + fields.replace("\n", "\r\n")
                  + "\r\n"
                  + body)
          .receive()
          .replaceFirst("(?i)\r\nDate: [^\r]*", "");
    }
  }

  private static void assertSame(Map<String, String> recorded, Map<String, String> expected) {
    assertThat(recorded.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (request, answer) -> assertThat(recorded.get(request)).as(request).isEqualTo(answer));
  }

  /**
   * Without what a policy adds. In the order of their names, for Undertow sends fields of different
   * names in an order that depends on how many there are.
   */
  private static String withoutOurFields(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    List<String> head = List.of(answer.substring(0, end).split("\r\n"));
    String fields =
        head.stream()
            .skip(1)
            .filter(line -> !line.matches("(?i)(RateLimit(-Policy)?|Idempotency-Replayed): .*"))
            .sorted(Comparator.comparing(line -> line.substring(0, line.indexOf(':'))))
            .collect(Collectors.joining("\r\n"));
    return head.get(0) + "\r\n" + fields + answer.substring(end);
  }

  @Test
  void the_same_server_answers_the_same_twice() throws IOException {
    assertSame(record(Deployed.of(Fair.class).withoutProvider()), bare);
  }

  @Test
  void where_nothing_asks_for_limits_not_a_byte_differs() throws IOException {
    assertSame(record(Deployed.of(Fair.class)), bare);
  }

  @Test
  void where_no_policy_matches_not_a_byte_differs() throws IOException {
    Deployed other =
        Deployed.of(Fair.class).with("api.paths", "/other/*").with("api.limits", "1/1h");
    assertSame(record(other), bare);
  }

  @Test
  void where_policies_match_only_their_fields_are_added() throws IOException {
    Map<String, String> recorded =
        record(
            Deployed.of(Fair.class)
                .with("Showroom.limits", "100000/1h")
                .with("Part.limits", "100000/1h")
                .with("user.paths", "/*")
                .with("user.limits", "100000/1h")
                .with("user.key", "principal|address")
                .with("user.settle", "by-status")
                .with("user.status-costs", "4xx:7")
                .with("flight.paths", "/*")
                .with("flight.algorithm", "concurrency")
                .with("flight.limits", "50"));
    assertThat(recorded.get("GET /text"))
        .contains("\"Showroom\";r=", "\"user\";r=", "\"flight\";r=");
    assertThat(recorded.get("GET /events")).contains("\"Showroom\";r=");
    recorded.replaceAll((path, answer) -> withoutOurFields(answer));
    Map<String, String> expected = new LinkedHashMap<>(bare);
    expected.replaceAll((path, answer) -> withoutOurFields(answer));
    assertSame(recorded, expected);
  }

  @Test
  void where_no_policy_of_the_cache_matches_not_a_byte_differs() throws IOException {
    assertSame(record(cached("/other/*")), bare);
  }

  @Test
  void what_is_stored_is_sent_again_as_it_was() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>(bare);
    expected.replaceAll((request, answer) -> essence(answer));
    try (RestServer server = cached("/*").start()) {
      Map<String, String> first = new LinkedHashMap<>();
      Map<String, String> second = new LinkedHashMap<>();
      for (String request : REQUESTS) {
        first.put(request, exchange(server, request, "none"));
        second.put(request, exchange(server, request, "none"));
      }
      assertThat(second.get("GET /json")).contains("Buttress; hit");
      assertThat(second.get("GET /large")).contains("Buttress; hit");
      assertThat(second.get("GET /streaming")).contains("Buttress; hit");
      assertThat(second.get("GET /resumed")).contains("Buttress; hit");
      assertThat(second.get("GET /packed")).contains("Buttress; hit");
      for (String never : List.of("/events", "/events-elsewhere", "/by-hand", "/error-by-hand")) {
        assertThat(second.get("GET " + never)).doesNotContain("; hit").doesNotContain("stored");
      }
      first.replaceAll((request, answer) -> essence(answer));
      second.replaceAll((request, answer) -> essence(answer));
      assertSame(first, expected);
      assertSame(second, expected);
    }
  }

  private static Deployed cached(String paths) {
    String policy = "buttress.response-cache.all.";
    return Deployed.of(Fair.class)
        .withProperty(policy + "paths", paths)
        .withProperty(policy + "ttl", "1h")
        .withProperty(policy + "key-headers", "X-Capitals, X-Said, Accept, Accept-Language")
        .withProperty(policy + "key-cookies", "c");
  }

  /** Without what the cache adds, and in whatever pieces content is sent. */
  private static String essence(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    boolean chunked = answer.substring(0, end).matches("(?is).*transfer-encoding: chunked.*");
    String body = answer.substring(end + 4);
    String head =
        answer
            .substring(0, end)
            .replaceAll("(?i)\r\n(Cache-Status|Age|ETag|Transfer-Encoding|Content-Length):.*", "")
            // A stored answer to GET answers HEAD; 304 has few fields (RFC 9110, 15.4.5).
            .replaceAll("\r\n(X-Seen|X-Response): .*", "");
    return withoutOurFields(head + "\r\n\r\n" + (chunked ? whole(body) : body));
  }

  private static String whole(String chunks) {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int end = chunks.indexOf("\r\n", at);
      int length = Integer.parseInt(chunks.substring(at, end), 16);
      whole.append(chunks, end + 2, end + 2 + length);
      at = end + 2 + length + 2;
    }
    return whole.toString();
  }

  /** Final answers of methods that may have a key. */
  private static boolean isReplayable(String request, String answer) {
    return request.matches("(?s)(POST|PUT|DELETE) .*") && answer.startsWith("HTTP/1.1 2");
  }

  /** What a retry gets: not the fields that only the application knows. */
  private static String replayed(String answer) {
    return withoutOurFields(answer).replaceAll("(?i)\\r\\n(X-Packed|Content-Length): [^\\r]*", "");
  }

  @Test
  void where_each_request_has_a_fresh_key_not_a_byte_differs_and_its_retry_gets_the_same()
      throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        RestServer server =
            Deployed.of(Fair.class)
                .with(redis)
                .withProperty("buttress.idempotency.all.paths", "/*")
                .withProperty("buttress.idempotency.all.methods", "POST, PUT, PATCH, DELETE")
                .start()) {
      AtomicInteger numbers = new AtomicInteger();
      assertSame(record(server, () -> "key" + numbers.incrementAndGet()), bare);
      assertThat(Long.parseLong(redis.command("DBSIZE"))).isGreaterThan(10);
      numbers.set(0);
      Map<String, String> retries = record(server, () -> "key" + numbers.incrementAndGet());
      bare.forEach(
          (request, answer) -> {
            if (isReplayable(request, answer)) {
              String retry = retries.get(request);
              assertThat(retry).as(request).contains("Idempotency-Replayed: true\r\n");
              assertThat(replayed(retry)).as(request).isEqualTo(replayed(answer));
            }
          });
    }
  }
}
