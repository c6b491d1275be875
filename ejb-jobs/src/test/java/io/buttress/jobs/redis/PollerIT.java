package io.buttress.jobs.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.BuryJobException;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.RetryJobException;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.Unique;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.TurnLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Whole nodes in this JVM, with a real Redis. */
class PollerIT extends NodesTesting {
  private static final RetryPolicy SOON =
      new RetryPolicy(3, Duration.ofMillis(10), Duration.ofMillis(20));
  private static final TurnLimits SHORT_LEASES =
      new TurnLimits(Duration.ofSeconds(1), 0, 1, 3, 10, 100, Duration.ofDays(1));

  /** A payload. */
  public record Mail(String to, int number) {}

  @Test
  void a_job_is_done_with_its_payload_and_nothing_is_left_of_it() {
    List<Object> done = new CopyOnWriteArrayList<>();
    node.handlers.add("mail", Mail.class, (mail, context) -> done.add(mail));
    node.poll(QueueSettings.of("default", 2));
    var unused = node.queue.enqueue("mail", new Mail("alice", 7));
    await().untilAsserted(() -> assertThat(done).containsExactly(new Mail("alice", 7)));
    await()
        .untilAsserted(
            () -> assertThat(keys()).isSubsetOf("bt:{test:default}:m", "bt:{test:default}:w"));
  }

  private static List<String> keys() {
    return redis.server.command("KEYS", "bt:*").lines().filter(k -> !k.contains("probe")).toList();
  }

  @Test
  void ten_thousand_jobs_are_done_once_each_by_two_nodes() {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    AtomicInteger runs = new AtomicInteger();
    TestNode other = newNode("node2");
    for (TestNode each : List.of(node, other)) {
      each.handlers.add(
          "count",
          Integer.class,
          (number, context) -> {
            runs.incrementAndGet();
            return done.add(number);
          });
      each.poll(QueueSettings.of("default", 5));
    }
    List<JobRequest> jobs = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      jobs.add(JobRequest.of("count", i));
    }
    assertThat(node.queue.enqueueAll(jobs)).allMatch(e -> e.outcome() == Outcome.ADDED);
    await().atMost(30, SECONDS).until(() -> done.size() == 10_000);
    assertThat(runs).hasValue(10_000);
    assertThat(other.count(Kind.SUCCEEDED)).isPositive();
  }

  @Test
  void an_idle_node_starts_a_job_within_milliseconds() throws Exception {
    CountDownLatch idle = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    node.handlers.add("first", Void.class, (none, context) -> done.incrementAndGet());
    node.poll(QueueSettings.of("default", 1));
    idle.await(1_200, java.util.concurrent.TimeUnit.MILLISECONDS);
    long start = System.nanoTime();
    var unused = node.queue.enqueue("first", null);
    await().pollInterval(Duration.ofMillis(1)).until(() -> done.get() == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void a_failed_job_is_tried_again_and_buried_at_last_with_its_whole_story() {
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    node.handlers.add(
        "mail",
        String.class,
        HandlerSettings.STANDARD.withRetry(SOON),
        (text, context) -> {
          attempts.add(context.attempt());
          throw new IllegalStateException("no mail server: " + text);
        });
    node.poll(QueueSettings.of("default", 2));
    String id = node.queue.enqueue("mail", "hello").id();
    await().until(() -> node.count(Kind.BURIED) == 1);
    assertThat(attempts).containsExactly(1, 2, 3);
    await().until(() -> redis.server.command("ZCARD", "bt:{test:default}:d").equals("1"));
    assertThat(redis.server.command("LRANGE", "bt:{test:default}:e:" + id, "0", "-1"))
        .contains("no mail server: hello", " node1 ", "IllegalStateException", "PollerIT");
    assertThat(redis.server.command("LLEN", "bt:{test:default}:e:" + id)).isEqualTo("3");
  }

  @Test
  void an_error_is_a_failed_attempt_and_does_not_cost_the_worker() {
    AtomicInteger runs = new AtomicInteger();
    node.handlers.add(
        "broken",
        Void.class,
        HandlerSettings.STANDARD.withRetry(RetryPolicy.NEVER),
        (none, context) -> {
          throw new ServiceConfigurationError("no provider");
        });
    node.handlers.add("work", Void.class, (none, context) -> runs.incrementAndGet());
    node.poll(QueueSettings.of("default", 1));
    var unused = node.queue.enqueue("broken", null);
    unused = node.queue.enqueue("work", null);
    await().until(() -> node.count(Kind.BURIED) == 1 && runs.get() == 1);
  }

  @Test
  void a_handler_can_bury_and_say_when_to_try_again() {
    node.handlers.add(
        "bury",
        Void.class,
        (none, context) -> {
          throw new BuryJobException("never");
        });
    AtomicInteger runs = new AtomicInteger();
    node.handlers.add(
        "again",
        Void.class,
        (none, context) -> {
          if (runs.incrementAndGet() == 1) {
            throw new RetryJobException(Duration.ZERO, "at once");
          }
          return null;
        });
    node.poll(QueueSettings.of("default", 2));
    var unused = node.queue.enqueue("bury", null);
    unused = node.queue.enqueue("again", null);
    await().until(() -> node.count(Kind.BURIED) == 1 && node.count(Kind.SUCCEEDED) == 1);
    assertThat(runs).hasValue(2);
  }

  @Test
  void a_delayed_job_starts_when_it_is_due_and_not_before() {
    AtomicInteger runs = new AtomicInteger();
    node.handlers.add("later", Void.class, (none, context) -> runs.incrementAndGet());
    node.poll(QueueSettings.of("default", 1));
    long start = System.nanoTime();
    var unused =
        node.queue.enqueue(JobRequest.builder("later", null).delay(Duration.ofMillis(700)).build());
    await().pollInterval(Duration.ofMillis(5)).until(() -> runs.get() == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(699), Duration.ofMillis(1_500));
  }

  @Test
  void a_job_whose_time_is_over_is_interrupted_and_has_failed() {
    List<JobContext> contexts = new CopyOnWriteArrayList<>();
    node.handlers.add(
        "slow",
        Void.class,
        HandlerSettings.STANDARD.withTimeout(Duration.ofMillis(100)).withRetry(RetryPolicy.NEVER),
        (none, context) -> {
          contexts.add(context);
          new CountDownLatch(1).await();
          return null;
        });
    node.poll(QueueSettings.of("default", 1));
    var unused = node.queue.enqueue("slow", null);
    await().until(() -> node.count(Kind.BURIED) == 1);
    assertThat(contexts).singleElement().matches(JobContext::isCancelled);
    assertThat(node.events.getLast().error()).contains("the job's time was over");
  }

  @Test
  void a_job_that_does_not_hear_that_its_time_is_over_costs_no_trips() {
    AtomicBoolean go = new AtomicBoolean();
    List<JobContext> contexts = new CopyOnWriteArrayList<>();
    node.handlers.add(
        "deaf",
        Void.class,
        HandlerSettings.STANDARD.withTimeout(Duration.ofMillis(50)).withRetry(RetryPolicy.NEVER),
        (none, context) -> {
          contexts.add(context);
          while (!go.get()) {
            boolean unused = Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
          }
          return null;
        });
    node.poll(QueueSettings.of("default", 2));
    var unused = node.queue.enqueue("deaf", null);
    await().until(() -> contexts.stream().anyMatch(JobContext::isCancelled));
    redis.server.command("CONFIG", "RESETSTAT");
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > Duration.ofMillis(500).toNanos());
    String calls = redis.server.command("INFO", "commandstats");
    assertThat(calls).doesNotContainPattern("cmdstat_evalsha:calls=\\d{3,}");
    go.set(true);
    await().until(() -> node.count(Kind.SUCCEEDED) == 1);
  }

  @Test
  void a_long_job_keeps_its_lease_and_runs_once() {
    AtomicInteger runs = new AtomicInteger();
    AtomicBoolean go = new AtomicBoolean();
    TestNode other = newNode("node2");
    for (TestNode each : List.of(node, other)) {
      each.handlers.add(
          "long",
          Void.class,
          (none, context) -> {
            runs.incrementAndGet();
            await().until(go::get);
            return null;
          });
      each.poll(QueueSettings.of("default", 2).withLimits(SHORT_LEASES));
    }
    long start = System.nanoTime();
    var unused = node.queue.enqueue("long", null);
    await().until(() -> System.nanoTime() - start > Duration.ofMillis(2_500).toNanos());
    go.set(true);
    await().until(() -> node.count(Kind.SUCCEEDED) + other.count(Kind.SUCCEEDED) == 1);
    assertThat(runs).hasValue(1);
  }

  @Test
  void one_job_at_a_time_of_a_concurrency_key() {
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    node.handlers.add(
        "customer",
        Integer.class,
        (number, context) -> {
          most.accumulateAndGet(together.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          together.decrementAndGet();
          return null;
        });
    node.poll(QueueSettings.of("default", 4).withLimits(SHORT_LEASES));
    for (int i = 0; i < 200; i++) {
      var unused =
          node.queue.enqueue(JobRequest.builder("customer", i).concurrencyKey("7 of 9").build());
    }
    await().until(() -> node.count(Kind.SUCCEEDED) == 200);
    assertThat(most).hasValue(1);
  }

  @Test
  void a_unique_job_is_added_once_until_it_has_ended() {
    Unique rule = new Unique("order 7", Unique.IfTaken.REJECT, java.util.Optional.empty());
    JobRequest job = JobRequest.builder("once", null).unique(rule).build();
    AtomicInteger runs = new AtomicInteger();
    assertThat(node.queue.enqueue(job).outcome()).isEqualTo(Outcome.ADDED);
    assertThat(node.queue.enqueue(job).outcome()).isEqualTo(Outcome.REJECTED);
    node.handlers.add("once", Void.class, (none, context) -> runs.incrementAndGet());
    node.poll(QueueSettings.of("default", 1));
    await().until(() -> node.queue.enqueue(job).outcome() == Outcome.ADDED);
    await().until(() -> runs.get() == 2);
  }

  @Test
  void keeper_and_worker_change_places_and_there_is_always_one_of_both() {
    Set<Thread> workers = ConcurrentHashMap.newKeySet();
    node.handlers.add("work", Void.class, (none, context) -> workers.add(Thread.currentThread()));
    node.poll(QueueSettings.of("default", 1));
    for (int i = 1; i <= 300; i++) {
      long done = i;
      var unused = node.queue.enqueue("work", null);
      await().pollInterval(Duration.ofMillis(1)).until(() -> node.count(Kind.SUCCEEDED) == done);
    }
    assertThat(workers).hasSize(2);
    assertThat(node.threads).hasSize(2);
    await()
        .untilAsserted(
            () ->
                assertThat(node.threads)
                    .extracting(Thread::getName)
                    .containsExactlyInAnyOrder(
                        "buttress-jobs default", "buttress-jobs default poller"));
  }

  @Test
  void the_jobs_of_a_chain_follow_each_other_with_their_results() {
    List<Object> seen = new CopyOnWriteArrayList<>();
    node.handlers.add("a", Integer.class, (number, context) -> number + 1);
    node.handlers.add(
        "b",
        Integer.class,
        (number, context) -> number * context.previousResult(Integer.class).orElseThrow());
    node.handlers.add(
        "c",
        Void.class,
        (none, context) -> seen.add(context.previousResult(Integer.class).orElseThrow()));
    node.poll(QueueSettings.of("default", 2));
    var unused =
        node.queue.enqueueChain(
            List.of(JobRequest.of("a", 1), JobRequest.of("b", 21), JobRequest.of("c", null)));
    await().untilAsserted(() -> assertThat(seen).containsExactly(42));
    await().untilAsserted(() -> assertThat(enqueued()).containsExactlyInAnyOrder("a", "b", "c"));
  }

  private List<String> enqueued() {
    return node.events.stream()
        .filter(event -> event.kind() == Kind.ENQUEUED)
        .map(JobEvent::type)
        .toList();
  }

  @Test
  void the_last_of_a_batch_starts_what_follows_it() {
    List<Object> seen = new CopyOnWriteArrayList<>();
    node.handlers.add(
        "part",
        Integer.class,
        HandlerSettings.STANDARD.withRetry(RetryPolicy.NEVER),
        (number, context) -> {
          if (number == 3) {
            throw new IllegalStateException("three");
          }
          return null;
        });
    node.handlers.add(
        "all", Void.class, (none, context) -> seen.add(context.batch().orElseThrow()));
    node.poll(QueueSettings.of("default", 3));
    List<JobRequest> parts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      parts.add(JobRequest.of("part", i));
    }
    String unused = node.queue.enqueueBatch(parts, JobRequest.of("all", null));
    await()
        .untilAsserted(() -> assertThat(seen).containsExactly(new JobContext.BatchResult(50, 1)));
  }

  @Test
  void a_type_without_a_handler_is_refused_with_the_nearest_name() {
    node.handlers.add("mail.send", Void.class, (none, context) -> null);
    assertThatThrownBy(() -> node.queue.enqueue("mail.sent", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No handler does jobs of type mail.sent; did you mean mail.send?");
  }
}
