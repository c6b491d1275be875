package io.buttress.cache;

import static io.buttress.cache.CachedOrigin.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.cache.CachedOrigin.Answer;
import io.buttress.cache.CachedOrigin.Got;
import io.buttress.http.RequestMarks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From request to answer, with a store in memory. */
class CacheEngineTest {
  private static final String MODIFIED = "Sat, 21 Nov 2020 08:00:00 GMT";

  private static TestCall get() {
    return TestCall.get("/");
  }

  @ParameterizedTest
  @EnumSource
  void what_is_fresh_is_served_without_the_application(Profile profile) {
    CachedOrigin origin = answering(profile, "Cache-Control", "max-age=60", "X", "y");
    Got first = origin.ask(get());
    assertThat(first.field("Cache-Status")).isEqualTo("Buttress; fwd=miss; stored");
    origin.pass(5);
    Got second = origin.ask(get());
    assertThat(second.body()).isEqualTo("answer 1");
    assertThat(second.field("Age")).isEqualTo("5");
    assertThat(second.field("X")).isEqualTo("y");
    assertThat(second.field("Date")).isEqualTo("Sat, 21 Nov 2026 08:00:00 GMT");
    assertThat(second.field("Cache-Status")).isEqualTo("Buttress; hit; ttl=55");
    origin.pass(55);
    assertThat(origin.text("/")).isEqualTo("answer 2");
  }

  @Test // RFC 9211, 2.2
  void why_the_application_is_asked_is_told() {
    CachedOrigin origin =
        answering(Profile.SAFE, "Cache-Control", "max-age=60", "Vary", "Accept", "ETag", "\"a\"");
    origin.ask(get().with("Accept", "a/b"));
    assertThat(origin.ask(get().with("Accept", "c/d")).field("Cache-Status"))
        .as("the URI is there")
        .startsWith("Buttress; fwd=miss;");
    TestCall newest = get().with("Accept", "a/b").with("Cache-Control", "no-cache");
    assertThat(origin.ask(newest).field("Cache-Status")).startsWith("Buttress; fwd=request;");
    origin.pass(60);
    assertThat(origin.ask(newest).field("Cache-Status")).startsWith("Buttress; fwd=stale;");
  }

  @Test
  void a_HEAD_is_answered_from_a_stored_GET_and_never_the_other_way_round() {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=60");
    origin.ask(TestCall.of("HEAD", "/"));
    assertThat(origin.text("/")).isEqualTo("answer 2");
    assertThat(origin.ask(TestCall.of("HEAD", "/")).body()).isEmpty();
    assertThat(origin.executions).hasValue(2);
  }

  // RFC 9111, 4.3

  /** An application that knows no conditions. */
  private static CachedOrigin withTag(Profile profile, String etag) {
    CachedOrigin origin = CachedOrigin.of(profile, asked -> Answer.of(500, ""));
    origin.application =
        asked ->
            Answer.of(
                200,
                "answer " + origin.executions.get(),
                "Cache-Control",
                "max-age=10",
                etag.isEmpty() ? "X-None" : "ETag",
                asked.call().method().equals("HEAD") ? etag : "\"1\"",
                "X-Count",
                "" + origin.executions.get());
    return origin;
  }

  @ParameterizedTest
  @EnumSource
  void a_HEAD_makes_fresh_what_it_tells_to_be_the_same(Profile profile) { // 4.3.5
    CachedOrigin origin = withTag(profile, "\"1\"");
    origin.ask(get());
    origin.pass(20);
    origin.ask(TestCall.of("HEAD", "/"));
    Got hit = origin.ask(get());
    assertThat(hit.body()).isEqualTo("answer 1");
    assertThat(hit.field("X-Count")).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, Set-Cookie, ''",
    "HEAD, X-None, SESSION",
    "GET, Set-Cookie, ''",
    "GET, Vary, ''"
  })
  void what_the_application_tells_not_all_of_what_is_stored_is_not_told_to_others(
      String method, String field, String sign) {
    Set<Identity> signs = sign.isEmpty() ? Set.of() : Set.of(Identity.valueOf(sign));
    CachedOrigin origin = answering(Profile.SAFE);
    origin.application =
        asked ->
            origin.executions.get() == 1
                ? Answer.of(200, "body", "ETag", "\"1\"", "Cache-Control", "max-age=10")
                : new Answer(
                    asked.call().method().equals("HEAD") ? 200 : 304,
                    "",
                    FieldLines.of("ETag", "\"1\"", "X-Token", "mine", field, "a=b"),
                    signs);
    origin.ask(get());
    origin.pass(20);
    assertThat(origin.ask(TestCall.of(method, "/")).field("X-Token")).isEqualTo("mine");
    origin.application = asked -> Answer.of(304, "", "ETag", "\"1\"");
    assertThat(origin.ask(get()).field("X-Token")).isEqualTo("null");
  }

  @Test
  void a_HEAD_that_tells_of_something_else_makes_stale_what_is_stored() { // 4.3.5
    CachedOrigin origin = withTag(Profile.SAFE, "\"2\"");
    origin.ask(get());
    origin.ask(TestCall.of("HEAD", "/").with("Cache-Control", "no-cache"));
    assertThat(origin.text("/")).isEqualTo("answer 3");
  }

  @Test
  void a_HEAD_that_tells_nothing_is_believed_in_the_profile_that_goes_by_the_RFC_alone() {
    CachedOrigin strict = withTag(Profile.RFC, "");
    CachedOrigin safe = withTag(Profile.SAFE, "");
    for (CachedOrigin origin : List.of(strict, safe)) {
      origin.ask(get());
      origin.pass(20);
      origin.ask(TestCall.of("HEAD", "/"));
    }
    assertThat(strict.text("/")).isEqualTo("answer 1");
    assertThat(safe.text("/")).isEqualTo("answer 3");
  }

  @Test
  void what_is_stale_is_validated_and_a_304_makes_it_fresh_again() {
    CachedOrigin origin = answering(Profile.SAFE);
    AtomicReference<String> known = new AtomicReference<>("");
    origin.application =
        asked -> {
          known.set(asked.header("If-None-Match") + asked.header("Range"));
          return known.get().isEmpty()
              ? Answer.of(200, "body", "ETag", "\"a\"", "Cache-Control", "max-age=10", "X", "old")
              : Answer.of(304, "", "ETag", "\"a\"", "Cache-Control", "max-age=20", "X", "new");
        };
    origin.ask(get());
    origin.pass(11);
    Got validated = origin.ask(get().with("If-None-Match", "\"other\"").with("Range", "bytes=0-1"));
    assertThat(known)
        .as("the client's own conditions are not for the application")
        .hasValue("\"a\"");
    assertThat(validated.status()).isEqualTo(206);
    assertThat(validated.body()).isEqualTo("bo");
    assertThat(validated.field("X")).isEqualTo("new");
    origin.pass(19);
    assertThat(origin.ask(get().with("If-None-Match", "\"a\"")).status()).isEqualTo(304);
    assertThat(origin.executions).hasValue(2);
  }

  @Test
  void a_304_that_makes_a_response_private_makes_it_fresh_for_nobody_else() {
    CachedOrigin origin = answering(Profile.RFC);
    origin.application =
        asked ->
            asked.header("If-None-Match").isEmpty()
                ? Answer.of(200, "body", "ETag", "\"a\"", "Cache-Control", "max-age=10")
                : Answer.of(304, "", "ETag", "\"a\"", "Cache-Control", "private, max-age=60");
    origin.ask(get());
    origin.pass(11);
    assertThat(origin.text("/")).isEqualTo("body");
    assertThat(origin.text("/")).isEqualTo("body");
    assertThat(origin.executions).hasValue(3);
  }

  @Test
  void a_client_that_asks_for_a_part_of_what_is_stale_does_not_hinder_to_store_it_anew() {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=1");
    origin.ask(get());
    origin.pass(2);
    origin.application =
        asked ->
            asked.header("Range").isEmpty()
                ? Answer.of(200, "whole", "Cache-Control", "max-age=60")
                : Answer.of(206, "p", "Content-Range", "bytes 0-0/5");
    origin.ask(get().with("Range", "bytes=0-0"));
    assertThat(origin.text("/")).isEqualTo("whole");
    assertThat(origin.executions).hasValue(2);
  }

  @Test
  void no_cache_is_stored_and_validated_each_time() {
    CachedOrigin origin = answering(Profile.SAFE);
    origin.application =
        asked ->
            asked.header("If-None-Match").equals("\"a\"")
                ? Answer.of(304, "", "ETag", "\"a\"")
                : Answer.of(200, "body", "ETag", "\"a\"", "Cache-Control", "no-cache");
    assertThat(origin.text("/")).isEqualTo("body");
    assertThat(origin.text("/")).isEqualTo("body");
    assertThat(origin.executions).hasValue(2);
    assertThatThrownBy(
            () -> {
              origin.application =
                  asked -> {
                    throw new IllegalStateException("down");
                  };
              origin.ask(get());
            })
        .as("must not be served without validation (RFC 9111, 5.2.2.4)")
        .hasMessage("down");
  }

  @Test
  void a_no_store_answer_does_not_evict_an_older_stored_one() {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=60");
    origin.ask(get());
    origin.application = asked -> Answer.of(200, "secret", "Cache-Control", "no-store");
    assertThat(origin.ask(get().with("Cache-Control", "no-cache")).body()).isEqualTo("secret");
    assertThat(origin.text("/")).isEqualTo("answer 1");
  }

  // RFC 9111, 5.2.1

  @Test
  void only_if_cached_is_never_forwarded() {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=60");
    assertThat(origin.ask(get().with("Cache-Control", "only-if-cached")).status()).isEqualTo(504);
    origin.ask(get());
    assertThat(origin.ask(get().with("Cache-Control", "only-if-cached")).body())
        .isEqualTo("answer 1");
    origin.pass(61);
    assertThat(origin.ask(get().with("Cache-Control", "only-if-cached")).status()).isEqualTo(504);
    assertThat(origin.executions).hasValue(1);
  }

  @Test
  void max_stale_and_min_fresh_are_heeded() {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=60");
    origin.ask(get());
    origin.pass(65);
    assertThat(origin.ask(get().with("Cache-Control", "max-stale=10")).body())
        .isEqualTo("answer 1");
    origin.ask(get());
    assertThat(origin.ask(get().with("Cache-Control", "min-fresh=61")).body())
        .isEqualTo("answer 3");
  }

  // RFC 5861

  @Test
  void stale_while_revalidate_serves_stale_and_fetches_anew_once() {
    CachedOrigin origin =
        answering(Profile.SAFE, "Cache-Control", "max-age=10, stale-while-revalidate=20");
    origin.ask(get());
    origin.pass(11);
    assertThat(origin.text("/")).isEqualTo("answer 1");
    assertThat(origin.text("/")).isEqualTo("answer 1");
    assertThat(origin.refresh()).as("one of two fetches").isEqualTo(1);
    assertThat(origin.text("/")).isEqualTo("answer 2");
    origin.pass(31);
    assertThat(origin.text("/")).as("too old for that").isEqualTo("answer 3");
  }

  @ParameterizedTest
  @CsvSource({"Expires, 0", "Cache-Control, max-age=0"})
  void a_page_that_says_that_it_is_stale_is_not_shared_by_a_policy(String name, String value) {
    CachePolicy standard = CachePolicy.standard(Profile.SAFE);
    Duration tenMinutes = Duration.ofMinutes(10);
    CachePolicy policy =
        new CachePolicy(
            "pages",
            standard.match(),
            Profile.SAFE,
            Set.of(),
            standard.key(),
            Set.of(),
            new CachePolicy.Times(
                Map.of(200, tenMinutes),
                tenMinutes,
                tenMinutes,
                tenMinutes,
                tenMinutes,
                tenMinutes,
                0,
                0),
            standard.storage());
    CachedOrigin origin = new CachedOrigin(policy, Duration.ofSeconds(20), asked -> null);
    origin.application =
        asked ->
            Answer.of(200, asked.header("Cookie"), name, value, "ETag", asked.header("Cookie"));
    assertThat(origin.ask(get().cookie("visitor", "alice")).body()).isEqualTo("visitor=alice");
    assertThat(origin.ask(get().cookie("visitor", "bob")).body()).isEqualTo("visitor=bob");
    origin.application =
        asked -> {
          throw new IllegalStateException("down");
        };
    assertThatThrownBy(() -> origin.ask(get().cookie("visitor", "carol"))).hasMessage("down");
  }

  @Test
  void what_was_purged_softly_is_told_as_stale_until_it_is_fetched_anew() {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=60");
    origin.ask(get());
    origin.engine.responseCache().softly().purgeAll();
    origin.pass(1);
    CachedOrigin.Got stale = origin.ask(get());
    assertThat(stale.body()).isEqualTo("answer 1");
    assertThat(stale.field("Cache-Status")).isEqualTo("Buttress; hit; ttl=0");
    assertThat(origin.refresh()).isEqualTo(1);
    CachedOrigin.Got fresh = origin.ask(get());
    assertThat(fresh.body()).isEqualTo("answer 2");
    assertThat(fresh.field("Cache-Status")).isEqualTo("Buttress; hit; ttl=60");
  }

  @Test
  void an_error_or_a_part_fetched_in_the_background_leaves_what_is_stored() {
    CachedOrigin origin =
        answering(Profile.SAFE, "Cache-Control", "max-age=10, stale-while-revalidate=60");
    origin.ask(get());
    origin.pass(11);
    origin.application = asked -> Answer.of(500, "failed");
    assertThat(origin.text("/")).isEqualTo("answer 1");
    origin.refresh();
    assertThat(origin.text("/")).isEqualTo("answer 1");
    origin.application =
        asked ->
            asked.header("Range").isEmpty()
                ? Answer.of(200, "new", "Cache-Control", "max-age=60")
                : Answer.of(206, "n");
    assertThat(origin.ask(get().with("Range", "bytes=0-1")).body()).isEqualTo("an");
    assertThat(origin.refresh()).isPositive();
    assertThat(origin.text("/")).isEqualTo("new");
  }

  @Test
  void no_more_are_fetched_at_once_than_is_allowed_and_each_end_makes_room() {
    CachedOrigin origin =
        answering(Profile.SAFE, "Cache-Control", "max-age=10, stale-while-revalidate=600");
    List<String> targets = List.of("/1", "/2", "/3", "/4");
    targets.forEach(origin::text);
    origin.pass(11);
    targets.forEach(origin::text);
    assertThat(origin.refresh()).isEqualTo(2);
    targets.forEach(origin::text);
    assertThat(origin.refresh()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void stale_if_error_stands_in_for_an_error(int status) {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=1, stale-if-error=60");
    origin.ask(get());
    origin.application = asked -> Answer.of(status, "failed");
    origin.pass(10);
    Got got = origin.ask(get());
    assertThat(got.status()).isEqualTo(200);
    assertThat(got.body()).isEqualTo("answer 1");
    assertThat(got.field("Cache-Status")).contains("fwd=stale", "fwd-status=" + status);
    origin.pass(52);
    assertThat(origin.ask(get()).status()).isEqualTo(status);
  }

  @Test // RFC 9111, 4.2.4
  void what_is_stale_is_served_where_the_application_throws_unless_forbidden() {
    for (String control : List.of("max-age=1", "max-age=1, must-revalidate", "s-maxage=1")) {
      CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", control);
      origin.ask(get());
      origin.application =
          asked -> {
            throw new IllegalStateException("down");
          };
      origin.pass(10);
      if (control.equals("max-age=1")) {
        assertThat(origin.ask(get()).body()).isEqualTo("answer 1");
      } else {
        assertThatThrownBy(() -> origin.ask(get())).as(control).hasMessage("down");
      }
    }
  }

  // RFC 9111, 4.4

  @ParameterizedTest
  @EnumSource
  void an_unsafe_success_invalidates_and_an_error_does_not(Profile profile) {
    CachedOrigin origin = answering(profile, "Cache-Control", "max-age=60");
    origin.ask(get());
    origin.application = asked -> Answer.of(409, "conflict");
    origin.ask(TestCall.of("POST", "/"));
    origin.ask(TestCall.of("DELETE", "/"));
    assertThat(origin.text("/")).isEqualTo("answer 1");
    origin.application = asked -> Answer.of(200, "done");
    origin.ask(TestCall.of("POST", "/"));
    origin.application = asked -> Answer.of(200, "new", "Cache-Control", "max-age=60");
    assertThat(origin.text("/")).isEqualTo("new");
    origin.application = asked -> Answer.of(204, "");
    origin.ask(TestCall.of("FROBNICATE", "/"));
    origin.application = asked -> Answer.of(200, "newer", "Cache-Control", "max-age=60");
    assertThat(origin.text("/")).isEqualTo("newer");
  }

  @Test
  void safe_methods_and_what_means_something_else_than_its_URI_go_past() {
    CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=60");
    origin.ask(get());
    List<TestCall> past =
        List.of(
            TestCall.of("OPTIONS", "/"),
            TestCall.of("TRACE", "/"),
            TestCall.of("PROPFIND", "/"),
            get().with("X-HTTP-Method-Override", "DELETE"),
            get().with("X-HTTP-Method", "PUT"),
            get().with("X-Method-Override", "PUT"),
            get().with("Content-Length", "5"),
            get().with("Transfer-Encoding", "chunked"),
            get().with("Upgrade", "websocket"),
            get().with("If-Match", "\"a\""),
            get().with("If-Unmodified-Since", MODIFIED));
    for (int i = 0; i < past.size(); i++) {
      assertThat(origin.ask(past.get(i)).body()).isEqualTo("answer " + (i + 2));
    }
    assertThat(origin.text("/")).as("and change nothing").isEqualTo("answer 1");
    assertThat(origin.ask(get().with("Upgrade", "h2c")).body()).isEqualTo("answer 1");
    assertThat(origin.ask(get().with("Content-Length", "0")).body()).isEqualTo("answer 1");
  }

  // Variants

  @Test
  void what_is_encoded_is_kept_apart_even_where_the_application_forgets_to_say_so() {
    CachedOrigin origin = answering(Profile.SAFE);
    origin.application =
        asked ->
            asked.header("Accept-Encoding").equals("gzip")
                ? Answer.of(200, "zip", "Cache-Control", "max-age=60", "Content-Encoding", "gzip")
                : Answer.of(200, "plain", "Cache-Control", "max-age=60");
    assertThat(origin.ask(get().with("Accept-Encoding", "gzip")).body()).isEqualTo("zip");
    assertThat(origin.text("/")).isEqualTo("plain");
  }

  @Test
  void what_varies_is_served_to_requests_alike_only() {
    CachedOrigin origin = answering(Profile.SAFE);
    origin.application =
        asked ->
            Answer.of(
                200,
                asked.header("X"),
                "Cache-Control",
                "max-age=60",
                "Vary",
                "X, Accept-Language");
    for (String value : List.of("a", "b", "")) {
      assertThat(origin.ask(get().with("X", value)).body()).isEqualTo(value);
      assertThat(origin.ask(get().with("X", value)).body()).isEqualTo(value);
    }
    assertThat(origin.executions).hasValue(3);
    origin.ask(get());
    assertThat(origin.executions).as("absent is not empty").hasValue(4);
  }

  // The profile SAFE

  private static List<TestCall> known() {
    return List.of(
        get().with("Authorization", "Bearer x"), get().by("alice"), get().in("session-1"));
  }

  @Test
  void the_answer_to_somebody_known_is_for_nobody_else_unless_it_is_public() {
    for (TestCall call : known()) {
      CachedOrigin origin = answering(Profile.SAFE, "Cache-Control", "max-age=60");
      assertThat(origin.ask(call).body()).isEqualTo("answer 1");
      assertThat(origin.text("/")).isEqualTo("answer 2");
      assertThat(origin.ask(call).body())
          .as("nor is that of others for them")
          .isEqualTo("answer 3");
      CachedOrigin open = answering(Profile.SAFE, "Cache-Control", "max-age=60, public");
      assertThat(open.ask(call).body()).isEqualTo("answer 1");
      assertThat(open.text("/")).isEqualTo("answer 1");
      assertThat(open.ask(call).body()).isEqualTo("answer 1");
    }
  }

  @Test
  void a_session_that_begins_or_a_cookie_that_is_set_makes_it_personal() {
    CachedOrigin origin = answering(Profile.SAFE);
    origin.application =
        asked ->
            new Answer(
                200,
                "" + origin.executions,
                FieldLines.of("Cache-Control", "max-age=60"),
                Set.of(Identity.SESSION));
    assertThat(origin.text("/")).isEqualTo("1");
    assertThat(origin.text("/")).isEqualTo("2");
    CachedOrigin cookies =
        answering(Profile.SAFE, "Cache-Control", "max-age=60", "Set-Cookie", "a=b");
    assertThat(cookies.text("/")).isEqualTo("answer 1");
    assertThat(cookies.text("/")).isEqualTo("answer 2");
  }

  @Test
  void a_cookie_forbids_to_use_what_is_only_taken_for_fresh() {
    CachedOrigin origin = answering(Profile.SAFE, "Last-Modified", MODIFIED);
    TestCall cookie = get().cookie("user", "alice");
    assertThat(origin.ask(cookie).body()).isEqualTo("answer 1");
    assertThat(origin.text("/")).isEqualTo("answer 2");
    assertThat(origin.text("/")).isEqualTo("answer 2");
    assertThat(origin.ask(cookie).body()).isEqualTo("answer 3");
  }

  // RFC 9110, 9.3.3

  @Test
  void the_answer_to_a_POST_stands_for_a_GET_only_where_it_says_so_and_the_RFC_is_gone_by() {
    for (Profile profile : Profile.values()) {
      CachedOrigin origin =
          answering(profile, "Cache-Control", "max-age=60", "Content-Location", "/");
      origin.ask(TestCall.of("POST", "/"));
      assertThat(origin.text("/")).isEqualTo(profile == Profile.RFC ? "answer 1" : "answer 2");
    }
  }

  @Test
  void a_body_that_is_declared_too_long_is_passed_on() {
    CachedOrigin origin =
        answering(Profile.SAFE, "Cache-Control", "max-age=60", "Content-Length", "1048577");
    assertThat(origin.ask(get()).field("Cache-Status")).doesNotContain("stored");
    assertThat(origin.text("/")).isEqualTo("answer 2");
  }

  @Test
  void what_the_application_says_is_not_to_be_stored_is_not_also_if_it_says_so_late() {
    CachedOrigin origin = answering(Profile.RFC, "Cache-Control", "max-age=60", "ETag", "\"1\"");
    TestCall early = TestCall.get("/early").marked(RequestMarks.NOT_CACHED, true);
    assertThat(origin.ask(early).field("Cache-Status")).doesNotContain("stored");
    assertThat(origin.text("/early")).isEqualTo("answer 2");
    TestCall late = TestCall.get("/late");
    Exchange exchange = ((CacheDecision.Ask) origin.engine.decide(late, origin.policy)).exchange();
    FieldLines fields = FieldLines.of("Cache-Control", "max-age=60");
    assertThat(exchange.head(200, fields, Set.of())).isInstanceOf(Head.Capture.class);
    late.marked(RequestMarks.NOT_CACHED, true);
    exchange.ended(Optional.of(new byte[1]));
    assertThat(origin.text("/late")).isEqualTo("answer 3");
  }

  @Test
  void too_many_tags_are_not_stored() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 65; i++) {
      many.append('t').append(i).append(' ');
    }
    CachedOrigin origin =
        answering(Profile.SAFE, "Cache-Control", "max-age=60", "Surrogate-Key", many.toString());
    origin.text("/");
    assertThat(origin.text("/")).isEqualTo("answer 2");
  }
}
