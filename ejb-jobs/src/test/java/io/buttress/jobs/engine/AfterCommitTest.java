package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AfterCommitTest {
  private static final NewJob JOB = new NewJob("id", Duration.ZERO, Envelope.of("mail", "{}"));

  private final List<NewJob> sent = new ArrayList<>();
  private final List<Runnable> atCommit = new ArrayList<>();
  private int outages;

  private List<Enqueued> send(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    if (outages-- > 0) {
      throw new StoreUnavailableException("cut");
    }
    sent.addAll(jobs);
    return jobs.stream().map(job -> new Enqueued(job.id(), Outcome.ADDED)).toList();
  }

  private Outcome enqueue(AfterCommit.Transactions transactions) {
    return new AfterCommit(this::send, transactions)
        .send("q", Optional.empty(), List.of(JOB))
        .get(0)
        .outcome();
  }

  @Test
  void without_a_transaction_it_is_sent_at_once() {
    assertThat(enqueue((committed, unknown) -> false)).isEqualTo(Outcome.ADDED);
    assertThat(sent).containsExactly(JOB);
  }

  @Test
  void within_one_it_is_sent_after_the_commit() {
    assertThat(enqueue((committed, unknown) -> atCommit.add(committed)))
        .isEqualTo(Outcome.AFTER_COMMIT);
    assertThat(sent).isEmpty();
    atCommit.forEach(Runnable::run);
    assertThat(sent).extracting(NewJob::id).containsExactly("id");
  }

  @Test
  void what_may_have_been_sent_is_sent_again_under_an_id_that_is_remembered() {
    outages = 2;
    Outcome unused = enqueue((committed, unknown) -> atCommit.add(committed));
    atCommit.forEach(Runnable::run);
    assertThat(sent)
        .singleElement()
        .matches(job -> job.envelope().option(Envelope.REMEMBERED_MILLIS).isPresent());
  }

  @Test
  void an_outage_after_the_commit_does_not_harm_the_caller() {
    outages = 3;
    Outcome unused = enqueue((committed, unknown) -> atCommit.add(committed));
    atCommit.forEach(Runnable::run);
    assertThat(sent).isEmpty();
  }
}
