package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.RetryPolicy;
import io.buttress.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ExecutionTest {
  private final List<String> scopes = new ArrayList<>();
  private final Registry registry = new Registry();
  private final PayloadCodec codec = new PayloadCodec(new JsonPayloads(), 20, Optional.empty());

  private Settlement run(Envelope envelope) {
    return run(envelope, held -> {});
  }

  private Settlement run(Envelope envelope, Consumer<HeldJob> before) {
    JobScope scope =
        (handler, timeout, body) -> {
          scopes.add("begun " + timeout);
          Settlement settlement = body.call();
          scopes.add("committed");
          return settlement;
        };
    Execution execution =
        new Execution(
            registry, codec, scope, new FailureRules(() -> 1), new Events(new Telemetry()));
    ClaimedJob job = new ClaimedJob("id", 1, 0, 0, new Envelope.Stored(0, envelope));
    HeldJob held = new HeldJob(job, "default", codec, () -> 0, Optional.empty());
    before.accept(held);
    return execution.run(held);
  }

  @Test
  void a_job_that_fails_as_it_was_interrupted_for_another_node_has_not_failed() {
    registry.add(
        "mail",
        Void.class,
        HandlerSettings.STANDARD.withRetry(RetryPolicy.NEVER),
        (none, context) -> {
          new CountDownLatch(1).await();
          return null;
        });
    assertThat(run(Envelope.of("mail", ""), held -> held.cancel(HeldJob.Reason.LOST)))
        .isInstanceOf(Settlement.GiveBack.class);
    assertThat(run(Envelope.of("mail", ""), held -> held.cancel(HeldJob.Reason.TIMED_OUT)))
        .isInstanceOf(Settlement.Bury.class);
  }

  @Test
  void of_types_that_nobody_knows_a_hundred_are_told_and_kept() {
    AtomicInteger warnings = new AtomicInteger();
    Logger log = Logger.getLogger(Execution.class.getName());
    log.setFilter(message -> warnings.incrementAndGet() == 0);
    try {
      Execution execution =
          new Execution(
              registry,
              codec,
              JobScope.NONE,
              new FailureRules(() -> 1),
              new Events(new Telemetry()));
      for (int i = 0; i < 2_000; i++) {
        Envelope.Stored stored = new Envelope.Stored(0, Envelope.of("type-" + i % 1_000, ""));
        ClaimedJob job = new ClaimedJob("id", 1, 0, 0, stored);
        HeldJob held = new HeldJob(job, "default", codec, () -> 0, Optional.empty());
        assertThat(execution.run(held)).isInstanceOf(Settlement.GiveBack.class);
      }
    } finally {
      log.setFilter(null);
    }
    assertThat(warnings).hasValue(100);
  }

  @Test
  void a_result_that_is_too_large_fails_before_anything_is_committed() {
    registry.add(
        "mail",
        Void.class,
        HandlerSettings.STANDARD.withRetry(RetryPolicy.NEVER),
        (none, context) -> "more than the twenty bytes that there may be");
    Settlement settlement = run(Envelope.of("mail", "").with(Envelope.RETENTION_MILLIS, "1000"));
    assertThat(settlement).isInstanceOf(Settlement.Bury.class);
    assertThat(((Settlement.Bury) settlement).error())
        .contains("the result of a job of type mail has 46 bytes; at most 20 are allowed");
    assertThat(scopes).containsExactly("begun Optional.empty");
  }

  @Test
  void a_result_that_nobody_wants_may_be_anything() {
    registry.add("mail", Void.class, (none, context) -> new Object[1_000]);
    assertThat(run(Envelope.of("mail", ""))).isInstanceOf(Settlement.Done.class);
    assertThat(scopes).containsExactly("begun Optional.empty", "committed");
  }

  @Test
  void a_transaction_lasts_as_long_as_its_job_may() {
    registry.add(
        "mail",
        Void.class,
        HandlerSettings.STANDARD.withTimeout(Duration.ofSeconds(5)),
        (none, context) -> null);
    Settlement unused = run(Envelope.of("mail", ""));
    unused = run(Envelope.of("mail", "").with(Envelope.TIMEOUT_MILLIS, "7000"));
    assertThat(scopes).contains("begun Optional[PT5S]", "begun Optional[PT7S]");
  }
}
