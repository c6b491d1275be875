package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LocalJobsTest {
  private final LocalJobs jobs = new LocalJobs(new Activity(0));

  private static HeldJob job(String id, long fence) {
    Envelope.Stored stored = new Envelope.Stored(0, Envelope.of("mail", ""));
    PayloadCodec codec = new PayloadCodec(new JsonPayloads(), 100, Optional.empty());
    ClaimedJob claimed = new ClaimedJob(id, fence, 0, 0, stored);
    return new HeldJob(claimed, "default", codec, () -> 0, Optional.empty());
  }

  @Test
  void a_job_that_comes_back_after_its_lease_is_another_one_and_the_first_is_to_stop() {
    HeldJob first = job("a", 1);
    HeldJob second = job("a", 2);
    jobs.add(List.of(first));
    jobs.add(List.of(second));
    assertThat(first.reason()).contains(HeldJob.Reason.LOST);
    assertThat(jobs.settle(first, Settlement.Done.of(first.job))).isFalse();
    assertThat(jobs.settle(second, Settlement.Done.of(second.job))).isTrue();
    assertThat(jobs.drain()).containsExactly(Settlement.Done.of(second.job));
  }

  @Test
  void without_an_idle_worker_nothing_is_handed_over() {
    jobs.add(List.of(job("a", 1)));
    assertThat(jobs.handOver()).isEmpty();
    assertThat(jobs.takeOver()).isFalse();
    assertThat(jobs.poll()).isPresent();
  }

  @Test
  void who_hands_over_has_the_job_and_an_idle_worker_takes_over_before_it_does_another_one()
      throws Exception {
    for (int i = 0; i < 100; i++) {
      CompletableFuture<Optional<HeldJob>> idle =
          CompletableFuture.supplyAsync(() -> jobs.await(Duration.ofMinutes(1).toNanos()));
      Awaitility.await().until(() -> jobs.unattended() == -1);
      jobs.add(List.of(job("a" + i, 1), job("b" + i, 1)));
      Optional<HeldJob> own = jobs.handOver();
      Optional<HeldJob> of = idle.get(1, TimeUnit.MINUTES);
      // The worker may have been quicker.
      assertThat(of.isPresent()).isNotEqualTo(own.isPresent());
      assertThat(jobs.takeOver()).isEqualTo(own.isPresent());
      assertThat(jobs.takeOver()).isFalse();
      assertThat(jobs.poll()).isPresent();
    }
  }

  @Test
  void once_it_stops_nothing_is_begun_and_nobody_is_missed() {
    jobs.add(List.of(job("a", 1)));
    jobs.stop();
    jobs.add(List.of(job("b", 1)));
    assertThat(jobs.poll()).isEmpty();
    assertThat(jobs.await(Duration.ofMinutes(1).toNanos())).isEmpty();
    assertThat(jobs.unattended()).isZero();
    assertThat(jobs.takeWaiting()).hasSize(2);
  }

  @Test
  void a_job_whose_worker_has_failed_before_it_began_is_held_no_longer_than_its_lease() {
    jobs.add(List.of(job("lost", 1), job("kept", 1), job("waits", 1)));
    HeldJob lost = jobs.poll().orElseThrow();
    HeldJob kept = jobs.poll().orElseThrow();
    kept.attend();
    assertThat(jobs.held()).filteredOn(HeldJob::isStray).containsExactly(lost);
    AtomicLong nanos = new AtomicLong();
    Deadlines deadlines = new Deadlines(jobs, QueueSettings.of("default", 1), nanos::get);
    boolean unused = deadlines.end();
    assertThat(jobs.held()).contains(lost, kept);
    nanos.set(TurnLimits.STANDARD.lease().toNanos());
    unused = deadlines.end();
    assertThat(jobs.held()).doesNotContain(lost).contains(kept).hasSize(2);
  }
}
