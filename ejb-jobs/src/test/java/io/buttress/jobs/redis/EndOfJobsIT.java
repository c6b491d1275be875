package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobFilter;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobState;
import io.buttress.jobs.QueueStatus;
import io.buttress.jobs.RetryJobException;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.Unique;
import io.buttress.jobs.Unique.IfTaken;
import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Settlement;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each job comes to the end that was asked for, whatever happened to it before. */
class EndOfJobsIT extends NodesTesting {
  private static final String QUEUE = "default";
  private static final TurnLimits LIMITS =
      new TurnLimits(Duration.ofMinutes(1), 0, 1, 3, 10, 100, Duration.ofDays(1));
  private static final TurnLimits GONE =
      new TurnLimits(Duration.ofMillis(1), 0, 1, 3, 10, 100, Duration.ofDays(1));

  private Operations operations;

  @BeforeEach
  void open() {
    PayloadCodec codec =
        new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, Optional.empty());
    ScriptRunner runner = new ScriptRunner(redis.connection, "test");
    operations = new Operations(new RedisOperationsStore(runner), codec);
  }

  private List<ClaimedJob> turn(TurnLimits limits, int want, Settlement... settlements) {
    Turn turn = new Turn("node", limits, want, "9876543210", true, List.of(settlements), List.of());
    return store.turn(QUEUE, turn).claimed();
  }

  private ClaimedJob claim() {
    List<ClaimedJob> claimed = turn(LIMITS, 1);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private Enqueued add(JobRequest.Builder job) {
    return node.queue.enqueue(job.build());
  }

  private static JobRequest.Builder job() {
    return JobRequest.builder("work", null);
  }

  @Test
  void a_job_that_is_asked_to_stop_is_gone_when_it_has_failed_or_its_node_has_gone() {
    Duration soon = Duration.ofMillis(1);
    List<Settlement> ends = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      add(job());
      ClaimedJob claimed = claim();
      ends.add(
          List.of(
                  new Settlement.Retry(claimed, soon, "it failed"),
                  new Settlement.Bury(claimed, "it failed"),
                  new Settlement.GiveBack(claimed, soon))
              .get(i));
      assertThat(operations.discard(QUEUE, claimed.id())).isTrue();
    }
    ends.forEach(end -> turn(LIMITS, 0, end));
    add(job());
    assertThat(operations.discard(QUEUE, turn(GONE, 1).get(0).id())).isTrue();
    await().until(() -> turn(LIMITS, 0).isEmpty() && operations.status(QUEUE).leased() == 0);
    QueueStatus status = operations.status(QUEUE);
    assertThat(status.ready() + status.delayed() + status.dead()).isZero();
    assertThat(status.totals()).containsEntry("discarded", 4L).containsEntry("failed", 2L);
    assertThat(redis.server.command("KEYS", "bt:{test:default}:[jhexgo]*")).isEmpty();
  }

  @Test
  void a_dead_job_that_is_wanted_after_all_is_done_however_late_it_is() {
    add(job().expiry(Duration.ofHours(1)));
    ClaimedJob dead = claim();
    String id = dead.id();
    turn(LIMITS, 0, new Settlement.Bury(dead, "it failed"));
    redis.server.command("SETRANGE", "bt:{test:default}:j:" + id, "2", "1000000000000");
    assertThat(operations.requeue(QUEUE, id)).isTrue();
    assertThat(claim().id()).isEqualTo(id);
  }

  @Test
  void a_job_that_is_requeued_has_its_unique_key_for_no_longer_than_it_asked_for() {
    add(job().unique(new Unique("u", IfTaken.REJECT, Optional.of(Duration.ofHours(1)))));
    ClaimedJob dead = claim();
    turn(LIMITS, 0, new Settlement.Bury(dead, "it failed"));
    assertThat(operations.requeue(QUEUE, dead.id())).isTrue();
    assertThat(Long.parseLong(redis.server.command("PTTL", "bt:{test:default}:u:u")))
        .isBetween(1L, Duration.ofHours(1).toMillis());
  }

  @Test
  void a_delay_that_has_no_end_holds_no_others_up() {
    AtomicInteger runs = new AtomicInteger();
    node.handlers.add(
        "for-ever",
        Void.class,
        HandlerSettings.STANDARD.withRetry(RetryPolicy.STANDARD),
        (none, context) -> {
          throw new RetryJobException(Duration.ofSeconds(Long.MAX_VALUE), "never again");
        });
    node.handlers.add("work", Void.class, (none, context) -> runs.incrementAndGet());
    node.poll(QueueSettings.of(QUEUE, 1));
    var unused = node.queue.enqueue("for-ever", null);
    await().until(() -> node.count(Kind.FAILED) == 1);
    var unusedToo = node.queue.enqueue("work", null);
    await().until(() -> runs.get() == 1 && operations.status(QUEUE).leased() == 0);
    assertThat(operations.status(QUEUE).delayed()).isEqualTo(1);
  }

  @Test
  void what_waits_for_a_job_of_its_key_goes_on_if_that_is_replaced_by_one_of_another_key() {
    for (boolean nextIsReplaced : new boolean[] {true, false}) {
      add(job().concurrencyKey("a"));
      ClaimedJob first = claim();
      String second = add(job().concurrencyKey("a").unique("u", IfTaken.REPLACE)).id();
      String third = add(job().concurrencyKey("a")).id();
      assertThat(turn(LIMITS, 2)).isEmpty();
      if (nextIsReplaced) {
        turn(LIMITS, 0, Settlement.Done.of(first));
      }
      assertThat(add(job().concurrencyKey("b").unique("u", IfTaken.REPLACE)).outcome())
          .isEqualTo(Outcome.REPLACED);
      if (!nextIsReplaced) {
        turn(LIMITS, 0, Settlement.Done.of(first));
      }
      List<ClaimedJob> both = turn(LIMITS, 2);
      assertThat(both).extracting(ClaimedJob::id).containsExactlyInAnyOrder(second, third);
      both.forEach(each -> turn(LIMITS, 0, Settlement.Done.of(each)));
    }
    assertThat(operations.status(QUEUE).parked()).isZero();
  }

  @Test
  void ids_stay_known_whose_jobs_were_replaced_or_have_replaced_others() {
    add(job().id("first").unique("u", IfTaken.REPLACE));
    assertThat(add(job().id("second").unique("u", IfTaken.REPLACE)))
        .isEqualTo(new Enqueued("first", Outcome.REPLACED));
    assertThat(add(job().unique("u", IfTaken.REPLACE)).outcome()).isEqualTo(Outcome.REPLACED);
    turn(LIMITS, 0, Settlement.Done.of(claim()));
    for (String id : List.of("first", "second")) {
      assertThat(add(job().id(id).unique("u", IfTaken.REPLACE)))
          .isEqualTo(new Enqueued(id, Outcome.KNOWN));
    }
    assertThat(turn(LIMITS, 1)).isEmpty();
    assertThat(Long.parseLong(redis.server.command("PTTL", "bt:{test:default}:j:first")))
        .isGreaterThan(Duration.ofMinutes(59).toMillis());
  }

  @Test
  void of_jobs_with_a_last_chance_one_runs_at_a_time_also_when_they_were_delayed() {
    add(job());
    add(job());
    for (ClaimedJob failed : turn(LIMITS, 2)) {
      redis.server.command("HSET", "bt:{test:default}:h:" + failed.id(), "c", "2");
      turn(LIMITS, 0, new Settlement.Retry(failed, Duration.ofMillis(1), "it failed"));
    }
    List<ClaimedJob> claimed = new ArrayList<>();
    await()
        .until(
            () -> {
              claimed.addAll(turn(LIMITS, 2));
              return operations.status(QUEUE).delayed() == 0;
            });
    claimed.addAll(turn(LIMITS, 2));
    assertThat(claimed).hasSize(1);
    QueueStatus status = operations.status(QUEUE);
    assertThat(status.ready()).isEqualTo(1);
    assertThat(status.oldest()).isPresent();
  }

  @Test
  void listeners_hear_of_a_job_that_is_dead_as_its_nodes_have_gone() {
    add(job());
    String id = turn(GONE, 1).get(0).id();
    redis.server.command("HSET", "bt:{test:default}:h:" + id, "c", "2");
    node.poll(QueueSettings.of(QUEUE, 1).withLimits(LIMITS));
    await().until(() -> node.count(Kind.BURIED) == 1);
    assertThat(node.events)
        .filteredOn(event -> event.kind() == Kind.BURIED)
        .singleElement()
        .matches(event -> event.id().equals(id) && event.type().equals("work"))
        .matches(event -> event.error().contains("the worker is gone"));
  }

  /** As the server does that is told to by somebody, or to evict. */
  private static void deleteBody(String id) {
    assertThat(redis.server.command("DEL", "bt:{test:default}:j:" + id)).isEqualTo("1");
  }

  /** One of a batch that has the concurrency key 'a', and one of the same key that is parked. */
  private ClaimedJob claimForTwo(TurnLimits limits) {
    String unused =
        node.queue.enqueueBatch(
            List.of(job().concurrencyKey("a").build()), JobRequest.of("then", null));
    ClaimedJob claimed = turn(limits, 1).get(0);
    deleteBody(claimed.id());
    add(JobRequest.builder("next", null).concurrencyKey("a"));
    return claimed;
  }

  private void assertBothGoOn(String batch) {
    List<ClaimedJob> claimed = new ArrayList<>();
    await()
        .until(
            () -> {
              claimed.addAll(turn(LIMITS, 2));
              return claimed.size() == 2;
            });
    assertThat(claimed)
        .extracting(each -> each.envelope().type())
        .containsExactlyInAnyOrder("then", "next");
    assertThat(claimed)
        .extracting(each -> each.envelope().option(Envelope.BATCH_RESULT))
        .contains(Optional.of(batch));
    claimed.forEach(each -> turn(LIMITS, 0, Settlement.Done.of(each)));
    assertThat(redis.server.command("KEYS", "bt:{test:default}:[jhegxokpbl]*")).isEmpty();
  }

  @Test
  void who_waits_for_a_job_whose_body_was_deleted_goes_on_when_its_lease_is_over() {
    ClaimedJob unused = claimForTwo(GONE);
    assertBothGoOn("1/1");
  }

  @Test
  void who_waits_for_a_job_whose_body_was_deleted_goes_on_when_it_is_settled() {
    Settlement failed = new Settlement.Retry(claimForTwo(LIMITS), Duration.ZERO, "it failed");
    assertThat(turn(LIMITS, 1)).isEmpty();
    turn(LIMITS, 0, failed);
    assertBothGoOn("1/1");
    Settlement done =
        new Settlement.Done(claimForTwo(LIMITS), Duration.ofHours(1), "42", List.of());
    assertThat(turn(LIMITS, 1)).isEmpty();
    turn(LIMITS, 0, done);
    assertBothGoOn("1/0");
  }

  @Test
  void who_waits_for_a_job_whose_body_was_deleted_before_it_began_goes_on_and_its_notes_go() {
    add(job().concurrencyKey("a"));
    ClaimedJob first = claim();
    String second = add(job().concurrencyKey("a")).id();
    String third = add(job().concurrencyKey("a")).id();
    assertThat(turn(LIMITS, 2)).isEmpty();
    turn(LIMITS, 0, Settlement.Done.of(first));
    deleteBody(second);
    assertThat(turn(LIMITS, 1)).isEmpty();
    assertThat(turn(LIMITS, 1)).extracting(ClaimedJob::id).containsExactly(third);
    assertThat(redis.server.command("EXISTS", "bt:{test:default}:h:" + second)).isEqualTo("0");
  }

  @Test
  void what_the_first_of_a_chain_holds_is_given_back_however_much_it_carries() {
    JobRequest first = job().concurrencyKey("a").unique("u", IfTaken.REJECT).build();
    String id =
        node.queue.enqueueChain(List.of(first, JobRequest.of("next", "x".repeat(5_000)))).id();
    assertThat(turn(GONE, 1)).extracting(ClaimedJob::id).containsExactly(id);
    redis.server.command("HSET", "bt:{test:default}:h:" + id, "c", "2");
    node.poll(QueueSettings.of(QUEUE, 1).withLimits(LIMITS));
    await().until(() -> node.count(Kind.BURIED) == 1);
    assertThat(node.events)
        .filteredOn(event -> event.kind() == Kind.BURIED)
        .allMatch(event -> event.id().equals(id) && event.type().equals("work"));
    assertThat(redis.server.command("KEYS", "bt:{test:default}:[uk]*")).isEmpty();
  }

  @Test
  void pages_of_jobs_with_long_results_are_short() {
    for (int i = 0; i < 10; i++) {
      add(job());
      turn(
          LIMITS,
          0,
          new Settlement.Done(claim(), Duration.ofHours(1), "x".repeat(60_000), List.of()));
    }
    List<JobDetail> page = operations.list(QUEUE, JobState.COMPLETED, JobFilter.ALL, 0, 100).jobs();
    assertThat(page).hasSize(4);
  }
}
