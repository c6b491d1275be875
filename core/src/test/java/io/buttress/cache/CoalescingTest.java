package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CachedOrigin.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many want the same at once. */
@Timeout(30)
class CoalescingTest {
  private static final int MANY = 50;

  private final ExecutorService threads = Executors.newFixedThreadPool(MANY);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private List<Future<String>> ask(CachedOrigin origin, int count) {
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(threads.submit(() -> origin.text("/")));
    }
    return answers;
  }

  private static List<String> texts(List<Future<String>> answers) throws Exception {
    List<String> texts = new ArrayList<>();
    for (Future<String> answer : answers) {
      texts.add(answer.get(20, TimeUnit.SECONDS));
    }
    return texts;
  }

  private void pause(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void one_asks_and_the_others_get_its_answer() throws Exception {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE);
    origin.application =
        asked -> {
          pause(goOn);
          return Answer.of(200, "shared", "Cache-Control", "max-age=60");
        };
    List<Future<String>> answers = ask(origin, MANY);
    await().until(() -> origin.executions.get() == 1);
    goOn.countDown();
    assertThat(texts(answers)).hasSize(MANY).containsOnly("shared");
    assertThat(origin.executions).hasValue(1);
  }

  @ParameterizedTest // RFC 9211, 2.6
  @CsvSource({
    "max-age=60, Buttress; fwd=miss; stored, Buttress; hit; ttl=60; collapsed",
    "private,    Buttress; fwd=miss,         Buttress; fwd=miss; collapsed=?0",
  })
  void who_has_waited_is_told_whether_it_was_worth_it(String control, String asked, String waited)
      throws Exception {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE);
    origin.application =
        request -> {
          pause(goOn);
          return Answer.of(200, "", "Cache-Control", control);
        };
    Future<String> first = threads.submit(() -> status(origin));
    await().until(() -> origin.executions.get() == 1);
    FutureTask<String> second = waiting(() -> status(origin));
    goOn.countDown();
    assertThat(first.get()).isEqualTo(asked);
    assertThat(second.get()).isEqualTo(waited);
  }

  private static String status(CachedOrigin origin) {
    return origin.ask(TestCall.get("/")).field("Cache-Status");
  }

  @Test
  void a_private_answer_is_for_its_client_alone_and_the_others_do_not_queue() throws Exception {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE);
    CountDownLatch others = new CountDownLatch(MANY - 1);
    origin.application =
        asked -> {
          int mine = origin.executions.get();
          if (mine == 1) {
            pause(goOn);
          } else {
            // All of them are in the application at once.
            others.countDown();
            pause(others);
          }
          return Answer.of(200, "mine", "Cache-Control", "private");
        };
    List<Future<String>> answers = ask(origin, 1);
    await().until(() -> origin.executions.get() == 1);
    answers.addAll(ask(origin, MANY - 1));
    goOn.countDown();
    assertThat(texts(answers)).hasSize(MANY);
    assertThat(origin.executions).hasValue(MANY);
  }

  @ParameterizedTest // RFC 9111, 4 and 5.2.2.4
  @CsvSource({
    "no-cache, ''",
    "max-age=0, ''",
    "must-revalidate, ''",
    "max-age=60, no-cache",
    "max-age=60, max-age=0"
  })
  void nobody_queues_for_what_is_to_be_asked_for_each_request(String control, String wish)
      throws Exception {
    CachedOrigin origin =
        CachedOrigin.answering(Profile.SAFE, "ETag", "\"a\"", "Cache-Control", control);
    origin.text("/");
    origin.pass(1);
    CountDownLatch all = new CountDownLatch(MANY);
    origin.application =
        asked -> {
          all.countDown();
          pause(all);
          return Answer.of(304, "", "ETag", "\"a\"");
        };
    TestCall call = TestCall.get("/").with("Cache-Control", wish);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(threads.submit(() -> origin.ask(call).body()));
    }
    assertThat(texts(answers)).hasSize(MANY).containsOnly("answer 1");
  }

  @Test // RFC 9111, 5.2.1.3
  void nobody_waits_twice_for_what_is_never_fresh_enough() throws Exception {
    // Longer than anybody waits in the application.
    CachedOrigin origin =
        new CachedOrigin(
            CachePolicy.standard(Profile.SAFE),
            Duration.ofMinutes(1),
            asked -> Answer.of(200, "old", "Cache-Control", "max-age=60"));
    origin.text("/");
    CountDownLatch both = new CountDownLatch(2);
    origin.application =
        asked -> {
          if (origin.executions.get() == 2) {
            pause(goOn);
          } else {
            both.countDown();
            pause(both);
          }
          return Answer.of(200, "new", "Cache-Control", "max-age=60");
        };
    TestCall call = TestCall.get("/").with("Cache-Control", "min-fresh=100");
    Future<String> first = threads.submit(() -> origin.ask(call).body());
    await().until(() -> origin.executions.get() == 2);
    FutureTask<String> second = waiting(() -> origin.ask(call).body());
    FutureTask<String> third = waiting(() -> origin.ask(call).body());
    goOn.countDown();
    assertThat(texts(List.of(first, second, third))).containsOnly("new");
  }

  /** One that waits for another one's answer by now. */
  private static FutureTask<String> waiting(Callable<String> request) {
    FutureTask<String> task = new FutureTask<>(request);
    Thread thread = new Thread(task);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return task;
  }

  @Test
  void nobody_queues_behind_what_was_not_shared_the_last_time() {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "private");
    origin.text("/");
    CacheDecision held = origin.engine.decide(TestCall.get("/"), origin.policy);
    assertThat(held).isInstanceOf(CacheDecision.Ask.class);
    assertThat(origin.text("/")).as("while another one asks").isEqualTo("answer 2");
  }

  @Test
  void a_leader_that_throws_lets_another_lead() throws Exception {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE);
    AtomicInteger failures = new AtomicInteger();
    origin.application =
        asked -> {
          pause(goOn);
          if (failures.incrementAndGet() <= 3) {
            throw new IllegalStateException("failed");
          }
          return Answer.of(200, "good", "Cache-Control", "max-age=60");
        };
    List<Future<String>> answers = ask(origin, MANY);
    await().until(() -> origin.executions.get() == 1);
    goOn.countDown();
    int good = 0;
    for (Future<String> answer : answers) {
      try {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("good");
        good++;
      } catch (ExecutionException e) {
        assertThat(e).hasRootCauseMessage("failed");
      }
    }
    assertThat(good).isEqualTo(MANY - 3);
    assertThat(origin.executions).hasValue(4);
  }

  @Test
  void a_leader_whose_answer_gets_lost_lets_the_others_ask() throws Exception {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "max-age=60");
    CacheDecision.Ask leader =
        (CacheDecision.Ask) origin.engine.decide(TestCall.get("/"), origin.policy);
    List<Future<String>> waiting = ask(origin, 3);
    // The client went away in the middle of it.
    leader.exchange().head(200, FieldLines.of("Cache-Control", "max-age=60"), Set.of());
    leader.exchange().ended(Optional.empty());
    assertThat(texts(waiting)).containsOnly("answer 1");
  }

  @Test
  void a_leader_whose_answer_is_too_long_to_keep_lets_the_others_go_at_once() throws Exception {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "max-age=60");
    CacheDecision.Ask leader =
        (CacheDecision.Ask) origin.engine.decide(TestCall.get("/"), origin.policy);
    leader.exchange().head(200, FieldLines.of("Cache-Control", "max-age=60"), Set.of());
    List<Future<String>> waiting = ask(origin, 1);
    leader.exchange().lost();
    assertThat(texts(waiting)).containsOnly("answer 1");
    leader.exchange().ended(Optional.empty());
  }

  @Test
  void nobody_waits_longer_than_is_allowed() {
    CachedOrigin origin =
        new CachedOrigin(
            CachePolicy.standard(Profile.SAFE),
            Duration.ofMillis(50),
            asked -> Answer.of(200, "own", "Cache-Control", "max-age=60"));
    CacheDecision stuck = origin.engine.decide(TestCall.get("/"), origin.policy);
    assertThat(stuck).isInstanceOf(CacheDecision.Ask.class);
    assertThat(origin.text("/")).isEqualTo("own");
  }

  @Test
  void a_thread_that_the_server_wants_back_does_not_wait() throws Exception {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "max-age=60");
    CacheDecision stuck = origin.engine.decide(TestCall.get("/"), origin.policy);
    assertThat(stuck).isInstanceOf(CacheDecision.Ask.class);
    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              assertThat(origin.text("/")).isEqualTo("answer 1");
              return Thread.interrupted();
            });
    assertThat(interrupted.get(5, TimeUnit.SECONDS)).as("and the application sees it").isTrue();
  }

  @Test
  void parts_and_heads_neither_wait_nor_let_wait() {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "max-age=60");
    CacheDecision stuck = origin.engine.decide(TestCall.get("/"), origin.policy);
    assertThat(stuck).isInstanceOf(CacheDecision.Ask.class);
    assertThat(origin.ask(TestCall.of("HEAD", "/")).body()).isEqualTo("answer 1");
    assertThat(origin.ask(TestCall.get("/").with("Range", "bytes=0-1")).body())
        .isEqualTo("answer 2");
  }

  @Test
  void what_was_asked_for_before_a_purge_is_not_kept_after_it() {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "max-age=60");
    CacheDecision.Ask early =
        (CacheDecision.Ask) origin.engine.decide(TestCall.get("/"), origin.policy);
    origin.ask(TestCall.of("PUT", "/"));
    early.exchange().head(200, FieldLines.of("Cache-Control", "max-age=60"), Set.of());
    early.exchange().ended(Optional.of(new byte[] {'o', 'l', 'd'}));
    assertThat(origin.text("/")).isEqualTo("answer 2");
  }
}
