package io.buttress.jaxrs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.buttress.jaxrs.app.Shelf;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What annotations ask of the response cache, and what is served without asking the method. */
class CachedIT {
  private static RestServer server;
  private static Client client;

  /** Of a request that nobody has sent before. */
  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void deploy() {
    server =
        Deployed.of(Shelf.Rack.class)
            .withProperty("buttress.response-cache.missing.status-ttls", "404:1h")
            .withProperty("buttress.response-cache.zippable.compress", "true")
            .withProperty("buttress.response-cache.Ledger.read.ttl", "1h")
            .start();
    client = Client.of(server);
  }

  @AfterAll
  static void undeploy() {
    server.close();
  }

  private static String status(HttpResponse<String> response) {
    return response.headers().firstValue("Cache-Status").orElse("");
  }

  private static void assertHit(HttpResponse<String> response, String body) {
    assertThat(response.body()).isEqualTo(body);
    assertThat(status(response)).startsWith("Buttress; hit");
    assertThat(response.headers().firstValue("Age")).isPresent();
  }

  private void assertAskedEachTime(Client as, String path) {
    HttpResponse<String> first = as.get(path);
    HttpResponse<String> second = as.get(path);
    assertThat(status(first)).doesNotContain("hit").doesNotContain("stored");
    assertThat(status(second)).doesNotContain("hit");
    assertThat(second.body()).isNotEqualTo(first.body());
  }

  @Test
  void a_method_is_asked_once_and_its_answer_is_served_as_it_was() {
    HttpResponse<String> first = client.get("/shelf/" + id);
    assertThat(first.body()).isEqualTo(id + " #1");
    assertThat(status(first)).isEqualTo("Buttress; fwd=miss; stored");
    HttpResponse<String> second = client.get("/shelf/" + id + "?utm_source=mail");
    assertHit(second, id + " #1");
    for (String name : List.of("Content-Type", "Content-Length", "Access-Control-Allow-Origin")) {
      assertThat(second.headers().allValues(name)).isEqualTo(first.headers().allValues(name));
    }
    assertThat(second.headers().firstValue("ETag")).isPresent();
    assertThat(Shelf.asked(id)).isEqualTo(1);
  }

  @Test
  void conditions_ranges_and_heads_are_answered_from_the_store() {
    client.get("/shelf/" + id);
    HttpResponse<String> stored = client.get("/shelf/" + id);
    String etag = stored.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> known = client.with("If-None-Match", etag).get("/shelf/" + id);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.headers().firstValue("ETag")).hasValue(etag);
    HttpResponse<String> part = client.with("Range", "bytes=0-3").get("/shelf/" + id);
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(id.substring(0, 4));
    assertThat(part.headers().firstValue("Content-Length")).hasValue("4");
    HttpResponse<String> beyond = client.with("Range", "bytes=999-").get("/shelf/" + id);
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.body()).isEmpty();
    HttpResponse<String> head = client.send("HEAD", "/shelf/" + id);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(stored.headers().firstValue("Content-Length"));
    assertThat(Shelf.asked(id)).isEqualTo(1);
  }

  @Test
  void a_tag_with_a_path_variable_purges_what_has_that_value() {
    client.get("/shelf/" + id);
    client.get("/shelf/other-" + id);
    client.post("/shelf/" + id + "/price", "free");
    assertHit(client.get("/shelf/" + id), id + " #1");
    client.post("/shelf/" + id + "/price", "9");
    assertThat(client.get("/shelf/" + id).body()).isEqualTo(id + " #2");
    assertHit(client.get("/shelf/other-" + id), "other-" + id + " #1");
  }

  @Test
  void of_variables_of_one_name_that_of_the_method_is_in_the_tag() {
    client.get("/shelf/rows/1/" + id);
    assertHit(client.get("/shelf/rows/1/" + id), id + " #1");
    assertThat(client.send("POST", "/shelf/rows/" + id + "/1/sale").statusCode()).isEqualTo(204);
    assertHit(client.get("/shelf/rows/1/" + id), id + " #1");
    assertThat(client.send("POST", "/shelf/rows/2/" + id + "/sale").statusCode()).isEqualTo(204);
    assertThat(client.get("/shelf/rows/1/" + id).body()).isEqualTo(id + " #2");
  }

  @Test
  void what_stands_on_a_class_purges_nothing_when_a_method_reads_by_an_annotation_of_its_own() {
    client.get("/shelf/rows/1/" + id);
    assertThat(client.get("/shelf-desk/" + id).body()).startsWith("look");
    assertHit(client.get("/shelf/rows/1/" + id), id + " #1");
    assertThat(client.send("PUT", "/shelf-desk/" + id).statusCode()).isEqualTo(204);
    assertThat(client.get("/shelf/rows/1/" + id).body()).isEqualTo(id + " #2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept-Language", "Origin"})
  void what_the_method_chooses_by_language_is_kept_apart_by_it(String alsoBy) {
    Client english = client.with("Vary-By", alsoBy).with("Accept-Language", "en");
    Client german = client.with("Vary-By", alsoBy).with("Accept-Language", "de");
    assertThat(english.get("/shelf/spoken/" + id).body()).isEqualTo(id + " #1 en");
    assertThat(german.get("/shelf/spoken/" + id).body()).isEqualTo(id + " #2 de");
    assertThat(german.get("/shelf/spoken/" + id).body()).isEqualTo(id + " #2 de");
  }

  @Test
  void uris_and_prefixes_are_purged_below_the_applications_own_path() {
    client.get("/shelf/" + id + "-twin");
    client.get("/shelf/" + id);
    client.post("/shelf/" + id + "/twin", "");
    assertThat(client.get("/shelf/" + id + "-twin").body()).endsWith("#2");
    assertHit(client.get("/shelf/" + id), id + " #1");
    client.send("DELETE", "/shelf");
    assertThat(client.get("/shelf/" + id).body()).isEqualTo(id + " #2");
  }

  @Test
  void whatever_else_succeeds_at_the_uri_purges_it() {
    client.get("/shelf/" + id);
    client.send("PUT", "/shelf/" + id);
    assertThat(client.get("/shelf/" + id).body()).isEqualTo(id + " #2");
  }

  @Test
  void also_where_a_property_and_no_annotation_asks_for_the_cache() {
    HttpResponse<String> first = client.get("/ledger/" + id);
    assertHit(client.get("/ledger/" + id), first.body());
    client.send("PUT", "/ledger/" + id);
    assertThat(client.get("/ledger/" + id).body()).endsWith("#2");
  }

  @Test
  void so_does_what_a_filter_has_given_another_method_or_path() {
    client.get("/shelf/" + id);
    client.with("X-HTTP-Method-Override", "PUT").post("/shelf/" + id, "");
    assertThat(client.get("/shelf/" + id).body()).isEqualTo(id + " #2");
    client.send("PUT", "/shelf/" + id + ".text");
    assertThat(client.get("/shelf/" + id).body()).isEqualTo(id + " #3");
    assertAskedEachTime(client, "/shelf/" + id + ".text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"either", "twofold", "split"})
  void what_JAX_RS_chooses_by_Accept_is_kept_apart(String path) {
    assertKeptApart(path);
  }

  @Test
  void and_so_is_what_RESTEasy_chooses_between_templates() {
    assumeFalse(RestServer.isJersey(), "Jersey goes by one template, and says 406");
    assertKeptApart("vague");
  }

  private void assertKeptApart(String path) {
    String target = "/shelf/" + path + "/" + id;
    Client json = client.with("Accept", "application/json");
    Client text = client.with("Accept", "text/plain");
    HttpResponse<String> first = text.get(target);
    HttpResponse<String> other = json.get(target);
    assertThat(other.body()).endsWith("#2");
    assertThat(other.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertHit(text.get(target), first.body());
    assertHit(json.get(target), other.body());
    HttpResponse<String> single = text.get("/shelf/" + id);
    assertHit(client.get("/shelf/" + id), single.body());
  }

  @Test
  void the_method_itself_may_tag_its_answer_or_forbid_to_store_it() {
    HttpResponse<String> first = client.get("/shelf/marked/" + id);
    assertHit(client.get("/shelf/marked/" + id), first.body());
    client.post("/shelf/" + id + "/price", "9");
    assertThat(client.get("/shelf/marked/" + id).body()).endsWith("#2");
    assertAskedEachTime(client, "/shelf/marked/secret-" + id);
  }

  @Test
  void users_have_their_own_where_that_is_asked_for() {
    HttpResponse<String> alice = client.as("alice").get("/shelf/own/" + id);
    assertThat(client.as("bob").get("/shelf/own/" + id).body()).isNotEqualTo(alice.body());
    assertHit(client.as("alice").get("/shelf/own/" + id), alice.body());
  }

  @Test
  void what_is_told_to_somebody_who_is_known_is_told_to_nobody_else() {
    assertAskedEachTime(client.as("alice"), "/shelf/" + id);
    assertThat(status(client.get("/shelf/" + id))).contains("stored");
    assertThat(status(client.as("alice").get("/shelf/" + id))).doesNotContain("hit");
  }

  @Test
  void nobody_gets_past_a_login_to_what_is_stored() {
    client.get("/shelf/" + id);
    assertThat(client.as("mallory").status("/shelf/" + id)).isEqualTo(401);
  }

  @Test
  void fields_cookies_and_parameters_count_where_they_are_named() {
    String path = "/shelf/told/" + id;
    Client one = client.with("X-Tenant", "one");
    HttpResponse<String> first = one.get(path + "?page=1");
    assertHit(one.get(path + "?page=1&other=2"), first.body());
    for (HttpResponse<String> other :
        List.of(
            one.get(path + "?page=2"),
            client.with("X-Tenant", "two").get(path + "?page=1"),
            one.with("Cookie", "currency=EUR").get(path + "?page=1"))) {
      assertThat(other.body()).isNotEqualTo(first.body());
    }
    assertHit(one.get(path + "?page=1"), first.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "cookie", "added-cookie"})
  void what_begins_a_session_or_sets_a_cookie_by_hand_is_not_stored(String how) {
    assertAskedEachTime(client, "/shelf/" + how + "/" + id);
  }

  @Test
  void what_a_method_puts_on_the_servlets_response_is_stored_with_it() {
    HttpResponse<String> first = client.get("/shelf/by-hand/" + id);
    HttpResponse<String> second = client.get("/shelf/by-hand/" + id);
    assertHit(second, first.body());
    assertThat(second.headers().allValues("X-By-Hand")).containsExactly("yes");
  }

  @Test
  void an_answer_of_another_thread_is_stored() {
    HttpResponse<String> first = client.get("/shelf/suspended/" + id);
    assertHit(client.get("/shelf/suspended/" + id), first.body());
  }

  @Test
  void an_answer_without_content_is_stored() {
    assertThat(client.get("/shelf/nothing/" + id).statusCode()).isEqualTo(204);
    HttpResponse<String> second = client.get("/shelf/nothing/" + id);
    assertThat(second.statusCode()).isEqualTo(204);
    assertHit(second, "");
  }

  @Test
  void an_error_is_stored_where_a_property_says_so() {
    HttpResponse<String> first = client.get("/shelf/missing/" + id);
    HttpResponse<String> second = client.get("/shelf/missing/" + id);
    assertThat(second.statusCode()).isEqualTo(404);
    assertHit(second, first.body());
    assertThat(Shelf.asked("missing " + id)).isEqualTo(1);
  }

  @Test
  void what_is_stored_in_gzip_is_not_encoded_again() throws IOException {
    Client zipping = client.with("Accept-Encoding", "gzip");
    HttpResponse<String> zipped = zipping.get("/shelf/zipped/" + id);
    assertThat(unzipped(zipped)).isEqualTo("zipped " + id + " #1");
    assertHit(zipping.get("/shelf/zipped/" + id), zipped.body());

    HttpResponse<String> plain = client.get("/shelf/zippable/" + id);
    HttpResponse<String> encoded = zipping.get("/shelf/zippable/" + id);
    assertHit(encoded, encoded.body());
    assertThat(unzipped(encoded)).isEqualTo(plain.body());
  }

  private static String unzipped(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().allValues("Content-Encoding")).containsExactly("gzip");
    byte[] bytes = response.body().getBytes(ISO_8859_1);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void of_many_requests_at_once_one_is_asked() {
    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, 12).mapToObj(i -> client.begin("/shelf/held/" + id)).toList();
    Shelf.GO.release();
    assertThat(Stream.of(all).flatMap(List::stream).map(CompletableFuture::join))
        .allSatisfy(response -> assertThat(response.body()).isEqualTo("held " + id + " #1"));
  }

  @Test
  void what_is_stale_is_served_while_the_method_is_asked_anew() {
    Shelf.GO.release();
    assertThat(client.get("/shelf/held/" + id).body()).endsWith("#1");
    client.post("/shelf/" + id + "/reprint", "");
    HttpResponse<String> stale = client.get("/shelf/held/" + id);
    assertHit(stale, "held " + id + " #1");
    await().until(Shelf.GO::hasQueuedThreads);
    assertHit(client.get("/shelf/held/" + id), "held " + id + " #1");
    Shelf.GO.release();
    await().until(() -> client.get("/shelf/held/" + id).body().endsWith("#2"));
    assertThat(client.get("/shelf/held/" + id).headers().firstValue("ETag"))
        .isNotEqualTo(stale.headers().firstValue("ETag"));
    assertThat(Shelf.asked("held " + id)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw", "unavailable", "answer"})
  void what_is_stored_stands_in_for_an_error(String how) {
    String path = "/shelf/failing/" + id + how;
    HttpResponse<String> good = client.get(path);
    Client failing = client.with("Fail", how).with("Cache-Control", "no-cache");
    HttpResponse<String> instead = failing.get(path);
    assertThat(instead.statusCode()).isEqualTo(200);
    assertThat(instead.body()).isEqualTo(good.body());
    assertThat(instead.headers().firstValue("ETag")).isPresent();
    assertThat(instead.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
    assertThat(status(instead)).contains("fwd=request");
  }

  @Test
  void what_the_application_maps_to_an_answer_is_none_of_those_errors() {
    String path = "/shelf/failing/" + id;
    client.get(path);
    Client failing = client.with("Fail", "sold-out").with("Cache-Control", "no-cache");
    assertThat(failing.status(path)).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw", "unavailable", "answer", "sold-out"})
  void an_error_with_nothing_stored_is_the_applications_own(String how) {
    String path = "/shelf/failing/" + id + how;
    assertThat(client.with("Fail", how).status(path)).isIn(500, 503, 409);
    assertThat(client.get(path).body()).endsWith("#" + (how.equals("answer") ? 2 : 1));
  }

  @Test
  void a_method_that_evaluates_conditions_sees_those_of_the_cache() {
    String path = "/shelf/tagged/" + id;
    HttpResponse<String> first = client.get(path);
    Client insisting = client.with("Cache-Control", "no-cache");
    HttpResponse<String> validated = insisting.get(path);
    assertThat(validated.statusCode()).isEqualTo(200);
    assertThat(validated.body()).isEqualTo(first.body());
    assertThat(status(validated)).contains("fwd-status=304");
    // For the one who asks it says more than what is stored.
    assertThat(validated.headers().firstValue("Set-Cookie").orElse("")).contains("seen=" + id);
    assertThat(client.get(path).headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(insisting.with("If-None-Match", "\"" + id + "\"").status(path)).isEqualTo(304);
    assertThat(insisting.with("If-None-Match", "\"other\"").status(path)).isEqualTo(200);
    assertThat(Shelf.asked("tagged " + id)).isEqualTo(1);
  }
}
