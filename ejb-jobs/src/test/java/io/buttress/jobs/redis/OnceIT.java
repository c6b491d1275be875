package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobOnce;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.engine.QueueSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Effects that take place at most once, with a real Redis. */
class OnceIT {
  private static final HandlerSettings SOON =
      HandlerSettings.STANDARD.withRetry(
          new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2)));

  private final RedisForTests redis = new RedisForTests();
  private final AtomicInteger effects = new AtomicInteger();
  private final List<Boolean> run = new CopyOnWriteArrayList<>();
  private ScriptRunner runner;
  private JobOnce once;
  private TestNode node;

  @BeforeEach
  void start() {
    runner = new ScriptRunner(redis.connection, "test");
    once = new RedisJobOnce(runner);
    node = new TestNode("node", new RedisJobStore(runner));
    node.poll(QueueSettings.of("default", 1));
  }

  @AfterEach
  void stop() {
    node.close();
    redis.close();
  }

  @Test
  void a_job_that_runs_again_has_its_effect_once() {
    node.handlers.add(
        "pay",
        Void.class,
        SOON,
        (none, job) -> {
          run.add(once.run(job, effects::incrementAndGet));
          if (job.attempt() < 3) {
            throw new IllegalStateException("after the effect");
          }
          return null;
        });
    String id = node.queue.enqueue("pay", null).id();
    await().until(() -> node.count(Kind.SUCCEEDED) == 1);
    assertThat(run).containsExactly(true, false, false);
    assertThat(effects).hasValue(1);
    assertThat(Long.parseLong(redis.server.command("PTTL", "bt:{test:default}:z:" + id)))
        .isBetween(1L, JobOnce.USUAL_MEMORY.toMillis());
  }

  @Test
  void an_effect_that_throws_is_begun_again() {
    node.handlers.add(
        "pay",
        Void.class,
        SOON,
        (none, job) -> {
          run.add(
              once.run(
                  job,
                  () -> {
                    if (effects.incrementAndGet() == 1) {
                      throw new IllegalStateException("in the effect");
                    }
                  }));
          return null;
        });
    var unused = node.queue.enqueue("pay", null);
    await().until(() -> node.count(Kind.SUCCEEDED) == 1);
    assertThat(run).containsExactly(true);
    assertThat(effects).hasValue(2);
  }

  @Test
  void an_effect_whose_node_died_is_not_begun_again() {
    assertThat(runner.once("default", List.of("begin", "id1", "dead node", "60000"))).isTrue();
    node.handlers.add(
        "pay", Void.class, (none, job) -> run.add(once.run(job, effects::incrementAndGet)));
    var unused = node.queue.enqueue(JobRequest.builder("pay", null).id("id1").build());
    await().until(() -> node.count(Kind.SUCCEEDED) == 1);
    assertThat(run).containsExactly(false);
    assertThat(effects).hasValue(0);
  }

  @Test
  void a_memory_that_no_mark_can_have_is_refused_before_the_effect_begins() {
    List<Duration> memories =
        List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(Long.MAX_VALUE));
    node.handlers.add(
        "pay",
        Void.class,
        (none, job) -> {
          for (Duration memory : memories) {
            assertThatThrownBy(() -> once.run(job, memory, effects::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.001S to PT87600H");
          }
          return null;
        });
    var unused = node.queue.enqueue("pay", null);
    await().until(() -> node.count(Kind.SUCCEEDED) == 1);
    assertThat(effects).hasValue(0);
  }

  @Test
  void who_asks_again_as_the_answer_was_lost_may_begin_and_nobody_else_can_forget() {
    List<String> begin = List.of("begin", "id1", "me", "60000");
    assertThat(runner.once("default", begin)).isTrue();
    assertThat(runner.once("default", begin)).isTrue();
    assertThat(runner.once("default", List.of("forget", "id1", "another"))).isFalse();
    assertThat(runner.once("default", List.of("begin", "id1", "another", "60000"))).isFalse();
    assertThat(runner.once("default", List.of("forget", "id1", "me"))).isTrue();
    assertThat(runner.once("default", List.of("begin", "id1", "another", "60000"))).isTrue();
  }
}
