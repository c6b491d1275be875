package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobContext.BatchResult;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobState;
import io.buttress.jobs.Unique;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Options that are used together, with a real Redis: each holds as it does alone. */
class OptionsTogetherIT {
  private static final Duration LATER = Duration.ofMillis(300);

  private final RedisForTests redis = new RedisForTests();
  private final List<Object> done = new CopyOnWriteArrayList<>();
  private final List<Long> times = new CopyOnWriteArrayList<>();
  private Operations operations;
  private TestNode node;

  @BeforeEach
  void start() {
    ScriptRunner runner = new ScriptRunner(redis.connection, "test");
    PayloadCodec codec =
        new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, Optional.empty());
    operations = new Operations(new RedisOperationsStore(runner), codec);
    node = new TestNode("node", new RedisJobStore(runner));
    node.handlers
        .add(
            "add",
            Integer.class,
            (number, job) -> {
              times.add(System.nanoTime());
              return number + job.previousResult(Integer.class).orElse(0);
            })
        .add("note", String.class, (text, job) -> done.add(text))
        .add("all", Void.class, (none, job) -> done.add(job.batch().orElseThrow()))
        .add(
            "sum",
            Void.class,
            (none, job) -> done.add(job.previousResult(Integer.class).orElseThrow()));
  }

  @AfterEach
  void stop() {
    node.close();
    redis.close();
  }

  private static JobRequest.Builder add(int number) {
    return JobRequest.builder("add", number);
  }

  @Test
  void each_job_of_a_chain_keeps_to_its_own_delay_key_expiry_and_retention() {
    node.poll(QueueSettings.of("default", 2));
    JobRequest first = add(1).id("first").retention(Duration.ofMinutes(1)).build();
    JobRequest second =
        add(2)
            .id("second")
            .delay(LATER)
            .unique("second", Unique.IfTaken.REJECT)
            .concurrencyKey("customer")
            // Counted from when it is added, not from when the chain is.
            .expiry(LATER.multipliedBy(100))
            .priority(9)
            .retention(Duration.ofMinutes(1))
            .build();
    JobRequest last = JobRequest.of("sum", null);
    assertThat(node.queue.enqueueChain(List.of(first, second, last)).outcome())
        .isEqualTo(Outcome.ADDED);
    await().until(() -> done.contains(3));
    // Of a queue's clock, which has whole milliseconds.
    assertThat(Duration.ofNanos(times.get(1) - times.get(0)))
        .isGreaterThanOrEqualTo(LATER.minusMillis(1));
    assertThat(operations.find("default", "second").orElseThrow().state())
        .isEqualTo(JobState.COMPLETED);
    assertThat(operations.find("default", "second").orElseThrow().result()).contains("3");
    Unique free = new Unique("second", Unique.IfTaken.REJECT, Optional.empty());
    assertThat(node.queue.enqueue(add(1).unique(free).build()).outcome()).isEqualTo(Outcome.ADDED);
    assertThat(node.queue.enqueue(add(1).id("second").build()).outcome()).isEqualTo(Outcome.KNOWN);
  }

  @Test
  void a_job_of_a_batch_that_expires_while_it_waits_has_failed_and_the_rest_goes_on() {
    Instant soon = Instant.now().plus(LATER);
    List<JobRequest> jobs =
        List.of(
            JobRequest.builder("note", "usual").concurrencyKey("customer").build(),
            JobRequest.builder("note", "later").at(soon).concurrencyKey("customer").build(),
            JobRequest.builder("note", "late").delay(LATER).expiry(Duration.ofMillis(1)).build());
    String batch = node.queue.enqueueBatch(jobs, JobRequest.of("all", null));
    assertThat(batch).isNotEmpty();
    node.poll(QueueSettings.of("default", 2));
    await().until(() -> done.size() == 3);
    assertThat(done).containsExactly("usual", "later", new BatchResult(3, 1));
  }

  @Test
  void what_replaces_a_job_that_waits_brings_its_own_options_and_the_key_is_still_one() {
    JobRequest.Builder old =
        JobRequest.builder("note", "old")
            .delay(Duration.ofHours(1))
            .priority(1)
            .unique("key", Unique.IfTaken.REPLACE);
    JobRequest.Builder fresh =
        JobRequest.builder("note", "new")
            .delay(LATER)
            .priority(8)
            .expiry(Duration.ofMinutes(1))
            .retention(Duration.ofMinutes(1))
            .unique("key", Unique.IfTaken.REPLACE);
    String id = node.queue.enqueue(old.build()).id();
    assertThat(node.queue.enqueue(fresh.build()).outcome()).isEqualTo(Outcome.REPLACED);
    assertThat(operations.status("default").delayed()).isEqualTo(1);
    node.poll(QueueSettings.of("default", 1));
    await().until(() -> done.contains("new"));
    await()
        .until(
            () ->
                operations
                    .find("default", id)
                    .filter(job -> job.state() == JobState.COMPLETED && job.priority() == 8)
                    .isPresent());
    assertThat(done).containsExactly("new");
  }
}
