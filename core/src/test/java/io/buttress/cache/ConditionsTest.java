package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CachedOrigin.Answer;
import io.buttress.cache.CachedOrigin.Application;
import io.buttress.cache.CachedOrigin.Asked;
import io.buttress.cache.CachedOrigin.Got;
import io.buttress.http.RequestPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that has an answer already, maybe, asks for what the cache has not. */
@Timeout(30)
class ConditionsTest {
  private static final String TAG = "\"v1\"";
  private static final String DATE = "Sat, 21 Nov 2026 07:00:00 GMT";

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
  void its_question_is_the_applications_to_answer_and_fills_nothing() {
    CachedOrigin origin = origin("max-age=60");
    Got got = origin.ask(having(TAG));
    assertThat(got.status()).isEqualTo(304);
    assertThat(got.field("ETag")).isEqualTo(TAG);
    assertThat(got.field("Cache-Control")).isEqualTo("max-age=60");
    assertThat(origin.text("/")).isEqualTo("page");
    assertThat(origin.executions).hasValue(2);
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    assertThat(origin.executions).as("from the store").hasValue(2);
  }

  @Test
  void an_application_may_judge_by_a_tag_that_it_never_sends() {
    CachedOrigin origin = origin("max-age=60");
    origin.application =
        asked ->
            asked.header("If-None-Match").equals(TAG)
                ? Answer.of(304, "")
                : Answer.of(200, "page", "Cache-Control", "max-age=60");
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    assertThat(origin.ask(having("\"v0\"")).body()).isEqualTo("page");
  }

  @Test
  void an_application_may_ignore_conditions() {
    CachedOrigin origin = origin("max-age=60");
    origin.application = asked -> Answer.of(200, "page", "Last-Modified", DATE);
    assertThat(origin.ask(having("*")).body()).isEqualTo("page");
    TestCall since = TestCall.get("/b").with("If-Modified-Since", DATE);
    assertThat(origin.ask(since).body()).isEqualTo("page");
  }

  @Test
  void who_has_another_one_gets_all_of_it_and_fills_the_cache_for_all() {
    CachedOrigin origin = origin("max-age=60");
    assertThat(origin.ask(having("\"v0\"")).body()).isEqualTo("page");
    assertThat(origin.text("/")).isEqualTo("page");
    assertThat(origin.executions).hasValue(1);
  }

  @Test
  void a_tag_of_the_caches_own_is_known_again_though_nothing_is_stored_any_more() {
    CachedOrigin origin = CachedOrigin.of(Profile.SAFE, asked -> page("max-age=60"));
    origin.knowsWhole = true;
    String tag = origin.ask(TestCall.get("/")).field("ETag");
    origin.engine.responseCache().purgeAll();
    assertThat(origin.ask(having(tag)).status()).isEqualTo(304);
    assertThat(origin.text("/")).isEqualTo("page");
    assertThat(origin.executions).hasValue(2);
  }

  private static Answer page(String cacheControl) {
    return Answer.of(200, "page", "Cache-Control", cacheControl);
  }

  /** Sends them all while the first one waits in the application; how often that was asked. */
  private static int crowd(CachedOrigin origin, TestCall first, TestCall others, int status) {
    CountDownLatch goOn = new CountDownLatch(1);
    Application application = origin.application;
    origin.application =
        asked -> {
          awaitUninterrupted(goOn);
          return application.answer(asked);
        };
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<CompletableFuture<Got>> answers = new ArrayList<>();
      answers.add(CompletableFuture.supplyAsync(() -> origin.ask(first), threads));
      await().until(() -> origin.executions.get() == 1);
      for (int i = 1; i < 20; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> origin.ask(others), threads));
      }
      goOn.countDown();
      answers.subList(1, 20).forEach(got -> assertThat(got.join().status()).isEqualTo(status));
    } finally {
      threads.shutdownNow();
    }
    return origin.executions.get();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void many_that_have_an_old_one_cause_one_execution() {
    CachedOrigin origin = origin("max-age=60");
    assertThat(crowd(origin, having("\"v0\""), having("\"v0\""), 200)).isEqualTo(1);
  }

  @Test
  void many_that_have_it_not_cause_one_execution_behind_one_that_has() {
    CachedOrigin origin = origin("max-age=60");
    assertThat(crowd(origin, having(TAG), TestCall.get("/"), 200)).isEqualTo(2);
  }

  @Test
  void many_that_have_it_go_on_at_once_behind_one_that_has() {
    CachedOrigin origin = origin("max-age=60");
    CountDownLatch all = new CountDownLatch(19);
    origin.application =
        asked -> {
          if (origin.executions.get() > 1) {
            all.countDown();
            awaitUninterrupted(all);
          }
          return validating(asked, "max-age=60");
        };
    assertThat(crowd(origin, having(TAG), having(TAG), 304)).isEqualTo(20);
  }

  @Test
  void after_it_the_others_still_wait_for_one() {
    CachedOrigin origin = origin("max-age=60");
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    origin.executions.set(0);
    assertThat(crowd(origin, TestCall.get("/"), TestCall.get("/"), 200)).isEqualTo(1);
  }

  @Test
  void a_private_answer_is_asked_for_by_its_tag_each_time() {
    CachedOrigin origin = origin("private, max-age=60");
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    assertThat(origin.ask(having("\"v0\"")).body()).isEqualTo("page");
    assertThat(origin.ask(having(TAG)).status()).isEqualTo(304);
    assertThat(origin.executions).hasValue(3);
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
    assertThat(tag).matches("W/\"[A-Za-z0-9_-]{16}\"");
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
