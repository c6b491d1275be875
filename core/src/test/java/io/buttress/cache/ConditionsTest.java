package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CachedOrigin.Answer;
import io.buttress.cache.CachedOrigin.Asked;
import io.buttress.cache.CachedOrigin.Got;
import io.buttress.http.RequestPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that has an answer already asks for what the cache has not. */
@Timeout(30)
class ConditionsTest {
  private static final String TAG = "\"v1\"";

  private static TestCall having(String tag) {
    return TestCall.get("/").with("If-None-Match", tag);
  }

  /** An application that knows what it has sent, and says this of its answers. */
  private static CachedOrigin origin(String cacheControl) {
    CachedOrigin origin = CachedOrigin.of(Profile.SAFE, asked -> validating(asked, cacheControl));
    origin.knowsWhole = true;
    return origin;
  }

  private static Answer validating(Asked asked, String cacheControl) {
    return asked.header("If-None-Match").equals(TAG)
        ? Answer.of(304, "", "ETag", TAG, "Cache-Control", cacheControl)
        : Answer.of(200, "page", "ETag", TAG, "Cache-Control", cacheControl);
  }

  @Test
  void its_question_fills_the_cache_for_all() {
    CachedOrigin origin = origin("max-age=60");
    Got got = origin.ask(having(TAG));
    assertThat(got.status()).isEqualTo(304);
    assertThat(got.field("ETag")).isEqualTo(TAG);
    assertThat(got.field("Cache-Control")).isEqualTo("max-age=60");
    assertThat(origin.text("/")).isEqualTo("page");
    assertThat(origin.executions).hasValue(1);
  }

  @Test
  void who_has_another_one_gets_all_of_it() {
    CachedOrigin origin = origin("max-age=60");
    assertThat(origin.ask(having("\"v0\"")).body()).isEqualTo("page");
    TestCall early = TestCall.get("/b").with("If-Modified-Since", "Sat, 21 Nov 2026 08:00:00 GMT");
    assertThat(origin.ask(early).body()).isEqualTo("page");
  }

  @Test
  void a_longer_answer_is_sent_whole_and_kept() {
    CachedOrigin origin = origin("max-age=60");
    origin.knowsWhole = false;
    assertThat(origin.ask(having(TAG)).body()).isEqualTo("page");
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    assertThat(origin.executions).hasValue(1);
  }

  @Test
  void many_that_have_it_cause_one_execution() {
    CachedOrigin origin = origin("max-age=60");
    CountDownLatch goOn = new CountDownLatch(1);
    Answer answer = validating(new Asked(TestCall.get("/"), Map.of()), "max-age=60");
    origin.application =
        asked -> {
          try {
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          assertThat(asked.header("If-None-Match")).isEmpty();
          return answer;
        };
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<CompletableFuture<Got>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> origin.ask(having(TAG)), threads));
      }
      await().until(() -> origin.executions.get() == 1);
      goOn.countDown();
      answers.forEach(got -> assertThat(got.join().status()).isEqualTo(304));
    } finally {
      threads.shutdownNow();
    }
    assertThat(origin.executions).hasValue(1);
  }

  @Test
  void a_private_answer_is_not_sent_again_either_and_asked_for_by_its_tag_the_next_time() {
    CachedOrigin origin = origin("private, max-age=60");
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    List<String> seen = new ArrayList<>();
    origin.application =
        asked -> {
          seen.add(asked.header("If-None-Match"));
          return validating(asked, "private, max-age=60");
        };
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    assertThat(seen).containsExactly(TAG);
  }

  @Test
  void a_304_for_somebody_who_is_known_says_nothing_of_what_others_would_get() {
    CachedOrigin origin = origin("public, max-age=60");
    assertThat(origin.ask(having(TAG).by("alice")).status()).isEqualTo(304);
    assertThat(origin.ask(TestCall.get("/").by("alice")).body()).isEqualTo("page");
    assertThat(origin.text("/")).isEqualTo("page");
    assertThat(origin.executions).as("hers is stored").hasValue(2);
  }

  // Answers that are not stored

  private static CachedOrigin tagging(String... fields) {
    CachePolicy standard = CachePolicy.standard(Profile.SAFE);
    CachePolicy policy =
        new CachePolicy(
            "tagging",
            RequestPattern.NONE,
            Profile.SAFE,
            Set.of(),
            standard.key(),
            Set.of(),
            standard.times(),
            new CachePolicy.Storage(1 << 20, false, true, Optional.empty(), 1_000));
    CachedOrigin origin =
        new CachedOrigin(policy, Duration.ofSeconds(20), asked -> Answer.of(200, "mine", fields));
    origin.knowsWhole = true;
    return origin;
  }

  @Test
  void an_answer_that_is_not_stored_gets_a_tag_and_is_not_sent_again_if_a_policy_wants_that() {
    CachedOrigin origin = tagging("Cache-Control", "private", "X-Own", "1");
    String tag = origin.ask(TestCall.get("/")).field("ETag");
    assertThat(tag).matches("\"[A-Za-z0-9_-]{16}\"");
    Got again = origin.ask(having(tag));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.field("ETag")).isEqualTo(tag);
    assertThat(again.field("X-Own")).isEqualTo("1");
    assertThat(origin.executions).as("the application is asked").hasValue(2);
    origin.application = asked -> Answer.of(200, "changed", "Cache-Control", "private");
    assertThat(origin.ask(having(tag)).body()).isEqualTo("changed");
  }

  @Test
  void nobody_gets_a_tag_by_default_nor_what_no_client_may_keep_nor_what_is_too_long() {
    CachedOrigin plain = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "private");
    plain.knowsWhole = true;
    CachedOrigin kept = tagging("Cache-Control", "no-store");
    CachedOrigin large = tagging("Cache-Control", "private");
    large.application = asked -> Answer.of(200, "x".repeat(1_001), "Cache-Control", "private");
    CachedOrigin streamed = tagging("Cache-Control", "private");
    streamed.knowsWhole = false;
    for (CachedOrigin origin : List.of(plain, kept, large, streamed)) {
      assertThat(origin.ask(TestCall.get("/")).fields().has("ETag")).isFalse();
    }
  }

  @Test
  void a_tag_of_the_applications_own_is_left_to_it() {
    CachedOrigin origin = tagging("Cache-Control", "private", "ETag", TAG);
    Got got = origin.ask(TestCall.get("/"));
    assertThat(got.fields().values("ETag")).containsExactly(TAG);
  }
}
