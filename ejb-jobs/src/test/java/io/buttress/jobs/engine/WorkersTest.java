package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.telemetry.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger runs = new AtomicInteger();
  private final LocalJobs jobs = new LocalJobs(new Activity(0));
  private final PayloadCodec codec = new PayloadCodec(new JsonPayloads(), 20, Optional.empty());
  private final QueueSettings settings = QueueSettings.of("default", 1);

  private HeldJob claimed() {
    Envelope.Stored stored = new Envelope.Stored(0, Envelope.of("work", ""));
    ClaimedJob job = new ClaimedJob("id", 1, 0, 0, stored);
    HeldJob held = new HeldJob(job, "default", codec, nanos::get, Optional.empty());
    jobs.add(List.of(held));
    return held;
  }

  private Settlement settlement() {
    Registry registry = new Registry();
    registry.add("work", Void.class, (none, context) -> runs.incrementAndGet());
    return settlement(registry, Throttle.NONE);
  }

  private Settlement settlement(Registry registry, Throttle throttle) {
    Execution execution =
        new Execution(
            registry, codec, JobScope.NONE, new FailureRules(() -> 1), new Events(new Telemetry()));
    Brakes brakes = Brakes.of(throttle, Permit.ALWAYS);
    QueueThreads threads = new QueueThreads("default", Thread::new, nanos::get);
    new Workers(settings, jobs, execution, brakes, nanos::get, threads).attend(() -> {});
    await().until(() -> jobs.toSettle() == 1);
    return jobs.drain().get(0);
  }

  @AfterEach
  void stop() {
    jobs.stop();
  }

  @Test
  void a_job_is_done() {
    claimed();
    assertThat(settlement()).isInstanceOf(Settlement.Done.class);
    assertThat(runs).hasValue(1);
  }

  @Test
  void a_job_that_nobody_here_can_do_takes_no_turn_and_is_in_no_figures() {
    claimed();
    AtomicInteger asked = new AtomicInteger();
    Throttle throttle =
        () -> {
          asked.incrementAndGet();
          return Throttle.Granted.AT_ONCE;
        };
    assertThat(settlement(new Registry(), throttle)).isInstanceOf(Settlement.GiveBack.class);
    assertThat(asked).hasValue(0);
    assertThat(jobs.activity().take(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void a_job_that_was_interrupted_for_the_end_of_this_node_is_in_no_figures() {
    HeldJob held = claimed();
    Registry registry = new Registry();
    registry.add(
        "work",
        Void.class,
        (none, context) -> {
          held.cancel(HeldJob.Reason.STOPPING);
          throw new IllegalStateException("interrupted");
        });
    assertThat(settlement(registry, Throttle.NONE)).isInstanceOf(Settlement.GiveBack.class);
    assertThat(jobs.activity().take(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void a_job_that_was_discarded_before_it_began_is_not_begun() {
    claimed().cancel(HeldJob.Reason.DISCARDED);
    assertThat(settlement()).isInstanceOf(Settlement.GiveBack.class);
    assertThat(runs).hasValue(0);
  }

  @Test
  void a_job_whose_lease_is_over_is_not_begun_as_another_node_may_have_it() {
    claimed();
    nanos.addAndGet(settings.limits().lease().toNanos());
    assertThat(settlement()).isInstanceOf(Settlement.GiveBack.class);
    assertThat(runs).hasValue(0);
  }

  @Test
  void a_job_is_let_go_though_nobody_can_be_told_why() {
    claimed();
    Registry registry = new Registry();
    registry.add("work", Void.class, (none, context) -> runs.incrementAndGet());
    Logger logger = Logger.getLogger(Workers.class.getName());
    Handler full =
        new StreamHandler() {
          @Override
          public void publish(LogRecord entry) {
            throw new IllegalStateException("the disk is full");
          }
        };
    logger.addHandler(full);
    try {
      assertThat(
              settlement(
                  registry,
                  () -> {
                    throw new IllegalStateException("no limiter");
                  }))
          .isInstanceOf(Settlement.GiveBack.class);
    } finally {
      logger.removeHandler(full);
    }
    assertThat(runs).hasValue(0);
  }
}
