package io.buttress.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobHandler;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.Recurring;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.Unique;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestJobsTest {
  private final TestJobs jobs = new TestJobs();
  private final List<Object> done = new ArrayList<>();

  @AfterEach
  void close() {
    jobs.close();
  }

  @Test
  void due_jobs_are_done_by_priority_and_delayed_ones_when_the_clock_has_moved() {
    jobs.handlers().add("note", String.class, (text, context) -> done.add(text));
    JobRequest later = JobRequest.builder("note", "later").delay(Duration.ofDays(2)).build();
    JobRequest urgent = JobRequest.builder("note", "urgent").priority(9).build();
    var unused = jobs.queue().enqueueAll(List.of(later, JobRequest.of("note", "usual"), urgent));
    assertThat(jobs.runDue()).isEqualTo(2);
    assertThat(done).containsExactly("urgent", "usual");
    jobs.advance(Duration.ofDays(2).minusMillis(1));
    assertThat(jobs.runDue()).isZero();
    jobs.advance(Duration.ofMillis(1));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(jobs.waiting()).isZero();
  }

  @Test
  void of_all_that_is_due_the_most_urgent_comes_first_also_if_others_have_waited() {
    jobs.handlers().add("note", String.class, (text, context) -> done.add(text));
    var unused = jobs.queue().enqueue("note", "usual");
    jobs.advance(Duration.ofMinutes(1));
    var unusedToo = jobs.queue().enqueue(JobRequest.builder("note", "urgent").priority(9).build());
    assertThat(jobs.runDue()).isEqualTo(2);
    assertThat(done).containsExactly("urgent", "usual");
  }

  @Test
  void what_is_to_start_at_an_instant_waits_for_it_and_what_is_long_past_does_not() {
    jobs.handlers().add("note", String.class, (text, context) -> done.add(text));
    Instant tomorrow = jobs.now().plus(Duration.ofDays(1));
    var unused =
        jobs.queue()
            .enqueueAll(
                List.of(
                    JobRequest.builder("note", "past").at(Instant.MIN).build(),
                    JobRequest.builder("note", "tomorrow").at(tomorrow).build()));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(jobs.nextDue()).contains(tomorrow);
    jobs.advance(Duration.ofDays(1));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(done).containsExactly("past", "tomorrow");
  }

  @Test
  void a_failed_job_is_tried_again_with_doubled_delays_and_dead_at_last() {
    RetryPolicy policy = new RetryPolicy(3, Duration.ofMinutes(1), Duration.ofHours(1));
    jobs.handlers()
        .add(
            "fail",
            Void.class,
            HandlerSettings.STANDARD.withRetry(policy),
            (none, context) -> {
              throw new IllegalStateException("attempt " + context.attempt());
            });
    var unused = jobs.queue().enqueue("fail", null);
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(jobs.nextDue()).contains(jobs.now().plus(Duration.ofMinutes(1)));
    jobs.advance(Duration.ofMinutes(1));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(jobs.nextDue()).contains(jobs.now().plus(Duration.ofMinutes(2)));
    jobs.advance(Duration.ofMinutes(2));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(jobs.dead()).singleElement().matches(job -> job.error().contains("attempt 3"));
  }

  @Test
  void a_replaced_job_waits_anew_and_does_the_new_work() {
    jobs.handlers().add("note", String.class, (text, context) -> done.add(text));
    JobRequest.Builder first =
        JobRequest.builder("note", "old")
            .delay(Duration.ofSeconds(10))
            .unique("key", Unique.IfTaken.REPLACE);
    JobRequest.Builder second =
        JobRequest.builder("note", "new")
            .delay(Duration.ofSeconds(10))
            .unique("key", Unique.IfTaken.REPLACE);
    var unused = jobs.queue().enqueue(first.build());
    jobs.advance(Duration.ofSeconds(9));
    assertThat(jobs.queue().enqueue(second.build()).outcome()).isEqualTo(Outcome.REPLACED);
    jobs.advance(Duration.ofSeconds(9));
    assertThat(jobs.runDue()).isZero();
    jobs.advance(Duration.ofSeconds(1));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(done).containsExactly("new");
  }

  @Test
  void a_unique_key_is_taken_while_its_job_runs_and_free_when_it_has_lasted() {
    jobs.handlers()
        .add(
            "poll",
            Void.class,
            (none, context) -> done.add(jobs.queue().enqueue(unique(Duration.ofDays(1)))));
    var unused = jobs.queue().enqueue(unique(Duration.ofMinutes(1)));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(done).singleElement().extracting("outcome").isEqualTo(Outcome.REJECTED);
    JobRequest later = JobRequest.builder("poll", null).delay(Duration.ofHours(1)).build();
    var unusedToo = jobs.queue().enqueue(unique(Duration.ofMinutes(1), later));
    jobs.advance(Duration.ofSeconds(59));
    assertThat(jobs.queue().enqueue(unique(Duration.ofDays(1))).outcome())
        .isEqualTo(Outcome.REJECTED);
    jobs.advance(Duration.ofSeconds(1));
    assertThat(jobs.queue().enqueue(unique(Duration.ofDays(1))).outcome()).isEqualTo(Outcome.ADDED);
  }

  private static JobRequest unique(Duration lasting) {
    return unique(lasting, JobRequest.of("poll", null));
  }

  private static JobRequest unique(Duration lasting, JobRequest job) {
    return JobRequest.builder(job.type(), job.payload())
        .delay(job.delay())
        .unique(new Unique("key", Unique.IfTaken.REJECT, Optional.of(lasting)))
        .build();
  }

  @Test
  void what_is_due_is_not_put_off_by_what_replaces_it() {
    jobs.handlers().add("note", String.class, (text, context) -> done.add(text));
    JobRequest.Builder note = JobRequest.builder("note", "new").unique("k", Unique.IfTaken.REPLACE);
    var unused =
        jobs.queue().enqueueAll(List.of(note.build(), note.delay(Duration.ofHours(1)).build()));
    assertThat(jobs.runDue()).isEqualTo(1);
  }

  @Test
  void an_id_is_known_until_an_hour_after_the_end_of_its_job() {
    jobs.handlers().add("note", Void.class, (none, context) -> done.add(context.id()));
    JobRequest own = JobRequest.builder("note", null).id("own").build();
    assertThat(jobs.queue().enqueue(own).outcome()).isEqualTo(Outcome.ADDED);
    jobs.advance(Duration.ofDays(1));
    assertThat(jobs.queue().enqueue(own).outcome()).isEqualTo(Outcome.KNOWN);
    assertThat(jobs.runDue()).isEqualTo(1);
    jobs.advance(Duration.ofMinutes(59));
    assertThat(jobs.queue().enqueue(own).outcome()).isEqualTo(Outcome.KNOWN);
    jobs.advance(Duration.ofMinutes(1));
    assertThat(jobs.queue().enqueue(own).outcome()).isEqualTo(Outcome.ADDED);
  }

  @Test
  void chains_and_batches_go_on_by_themselves() {
    jobs.handlers()
        .add("one", Integer.class, (number, context) -> number + 1)
        .add("two", Void.class, (none, context) -> done.add(context.previousResult(Integer.class)))
        .add("all", Void.class, (none, context) -> done.add(context.batch().orElseThrow()));
    var unused =
        jobs.queue().enqueueChain(List.of(JobRequest.of("one", 41), JobRequest.of("two", null)));
    String batch =
        jobs.queue()
            .enqueueBatch(
                List.of(JobRequest.of("one", 1), JobRequest.of("one", 2)),
                JobRequest.of("all", null));
    assertThat(batch).isNotEmpty();
    assertThat(jobs.runDue()).isEqualTo(5);
    assertThat(done).containsExactlyInAnyOrder(Optional.of(42), new JobContext.BatchResult(2, 0));
  }

  @Test
  void a_chain_may_be_as_long_as_two_jobs_with_long_payloads_and_no_longer() {
    jobs.handlers()
        .add("first", Void.class, (none, context) -> null)
        .add("next", String.class, (text, context) -> done.add(text.length()));
    // Each of its characters is written as two, and these as six in the text of another job.
    JobRequest next = JobRequest.of("next", "\"".repeat(32_000));
    List<JobRequest> two = List.of(JobRequest.of("first", null), next);
    assertThat(jobs.queue().enqueueChain(two).outcome()).isEqualTo(Outcome.ADDED);
    assertThat(jobs.runDue()).isEqualTo(2);
    assertThat(done).containsExactly(32_000);
    List<JobRequest> three = List.of(JobRequest.of("first", null), next, next);
    assertThatThrownBy(() -> jobs.queue().enqueueChain(three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "what follows the job of type first in a chain takes \\d+ bytes as it is written; at"
                + " most 262144 are allowed: put the data elsewhere, and its id into the job");
    assertThat(jobs.waiting()).isZero();
  }

  @Test
  void ten_short_jobs_are_a_chain() {
    jobs.handlers().add("next", String.class, (text, context) -> done.add(text));
    List<JobRequest> chain =
        Collections.nCopies(10, JobRequest.of("next", "{\"id\": \"order/7 of 9\"}".repeat(30)));
    assertThat(jobs.queue().enqueueChain(chain).outcome()).isEqualTo(Outcome.ADDED);
    assertThat(jobs.runDue()).isEqualTo(10);
  }

  /** Of any type. */
  interface Work<T> {
    void work(T payload);
  }

  /** Has the annotation twice, by the compiler's doing. */
  static class Bridged implements Work<Long> {
    private long seen;

    @Override
    @JobHandler("bridged")
    public void work(Long number) {
      seen = number;
    }
  }

  @Test
  void a_handler_that_implements_a_generic_method_is_one() {
    Bridged bean = new Bridged();
    jobs.add(bean);
    var unused = jobs.queue().enqueue("bridged", 7L);
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(bean.seen).isEqualTo(7);
  }

  /** Takes what is no object. */
  static class Primitive {
    private final List<Object> seen = new ArrayList<>();

    @JobHandler("number")
    public void number(JobContext job, long number) {
      seen.add(number);
    }

    @JobHandler("flag")
    public void flag(boolean flag) {
      seen.add(flag);
    }
  }

  @Test
  void a_payload_can_be_a_number_or_a_boolean() {
    Primitive bean = new Primitive();
    jobs.add(bean);
    var unused = jobs.queue().enqueue("number", 7L);
    var unusedToo = jobs.queue().enqueue("flag", true);
    assertThat(jobs.runDue()).isEqualTo(2);
    assertThat(bean.seen).containsExactly(7L, true);
  }

  /** Recurs, but is no handler. */
  static class Forgotten {
    @Recurring(cron = "0 9 * * MON")
    public void report() {}
  }

  @Test
  void what_recurs_without_being_a_handler_is_told() {
    assertThatThrownBy(() -> jobs.add(new Forgotten()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Forgotten.report: @Recurring needs a @JobHandler beside it");
  }

  /** As an application has it. */
  static class OrderPapers {
    private final List<Object> sent;

    OrderPapers(List<Object> sent) {
      this.sent = sent;
    }

    @JobHandler(value = "order.confirmation", attempts = 2, retryBase = "1m")
    public void confirm(List<Long> orders, JobContext job) {
      if (job.attempt() == 1) {
        throw new IllegalStateException("no mail server");
      }
      // Not what JSON has by itself, which would be BigDecimal.
      long first = orders.get(0);
      sent.add(first);
    }
  }

  @Test
  void the_handlers_of_a_bean_are_tested_as_their_annotations_have_them() {
    jobs.add(new OrderPapers(done));
    var unused = jobs.queue().enqueue("order.confirmation", List.of(7L));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(jobs.nextDue()).contains(jobs.now().plus(Duration.ofMinutes(1)));
    jobs.advance(Duration.ofMinutes(1));
    assertThat(jobs.runDue()).isEqualTo(1);
    assertThat(done).containsExactly(7L);
    assertThat(jobs.dead()).isEmpty();
  }
}
