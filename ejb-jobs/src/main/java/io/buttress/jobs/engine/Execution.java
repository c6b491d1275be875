package io.buttress.jobs.engine;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobEvent.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Does one job: finds its handler, runs it, and says what came of it. */
final class Execution {
  private static final Logger LOG = System.getLogger(Execution.class.getName());

  /** How long a job waits that this node has no handler for; another node may have. */
  private static final Duration WITHOUT_HANDLER = Duration.ofSeconds(5);

  private static final int MOST_UNKNOWN = 100;

  // Types that somebody has been told of. Others can make up any number of them.
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final Registry registry;
  private final PayloadCodec codec;
  private final JobScope scope;
  private final FailureRules rules;
  private final Events events;

  Execution(
      Registry registry, PayloadCodec codec, JobScope scope, FailureRules rules, Events events) {
    this.registry = registry;
    this.codec = codec;
    this.scope = scope;
    this.rules = rules;
    this.events = events;
  }

  Settlement run(HeldJob held) {
    return handler(held).map(found -> run(held, found)).orElseGet(() -> leaveToOthers(held));
  }

  /** What this node can do it by. */
  Optional<Registry.Registered> handler(HeldJob held) {
    return registry.find(held.type());
  }

  /** What becomes of one that has no handler here. */
  Settlement leaveToOthers(HeldJob held) {
    if (unknown.size() < MOST_UNKNOWN && unknown.add(held.type())) {
      LOG.log(
          Level.WARNING,
          "Queue {0} has jobs of type {1}, which this node has no handler for: they wait for one"
              + " that has",
          held.queue(),
          held.type());
    }
    return new Settlement.GiveBack(held.job, WITHOUT_HANDLER);
  }

  Settlement run(HeldJob held, Registry.Registered handler) {
    tell(Kind.STARTED, held, 0, "");
    Optional<Duration> timeout = timeout(held, handler.settings());
    held.begin(timeout);
    Settlement settlement;
    long nanos;
    try {
      // A result that can't be kept is a failure, too: nothing may have been committed then.
      settlement =
          scope.run(handler, timeout, () -> done(held, handler.settings(), call(handler, held)));
    } catch (Exception | Error e) {
      settlement = failed(held, handler.settings(), e);
    } finally {
      nanos = held.end();
    }
    tell(held, settlement, nanos);
    return settlement;
  }

  @SuppressWarnings("NullAway") // A handler whose jobs have no payload is given null.
  private @Nullable Object call(Registry.Registered handler, HeldJob held) throws Exception {
    return handler.handler().handle(codec.read(held.job.envelope(), handler.payload()), held);
  }

  private static Optional<Duration> timeout(HeldJob held, HandlerSettings settings) {
    return held.job
        .envelope()
        .option(Envelope.TIMEOUT_MILLIS)
        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
        .or(settings::timeout);
  }

  private Settlement done(HeldJob held, HandlerSettings settings, @Nullable Object result) {
    Envelope envelope = held.job.envelope();
    Duration retention =
        envelope
            .option(Envelope.RETENTION_MILLIS)
            .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
            .orElse(settings.retention());
    Optional<NewJob> next = envelope.option(Envelope.CHAIN).map(JobText::read);
    if (retention.isZero() && next.isEmpty()) {
      return Settlement.Done.of(held.job);
    }
    String text = codec.writeResult(envelope.type(), result);
    List<NewJob> following = next.map(job -> job.after(text)).map(List::of).orElse(List.of());
    return new Settlement.Done(held.job, retention, text, following);
  }

  private Settlement failed(HeldJob held, HandlerSettings settings, Throwable failure) {
    HeldJob.Reason reason = held.reason().orElse(null);
    // Who was interrupted because somebody else may have the job has not failed.
    if (reason == HeldJob.Reason.STOPPING || reason == HeldJob.Reason.LOST) {
      return new Settlement.GiveBack(held.job, Duration.ZERO);
    } else if (reason == HeldJob.Reason.DISCARDED) {
      return new Settlement.Discard(held.job, FailureRules.describe(failure));
    } else if (reason == HeldJob.Reason.TIMED_OUT) {
      TimeoutException timeout = new TimeoutException("the job's time was over");
      timeout.initCause(failure);
      return rules.decide(held.job, settings, timeout);
    }
    return rules.decide(held.job, settings, failure);
  }

  private void tell(HeldJob held, Settlement settlement, long nanos) {
    if (settlement instanceof Settlement.Done) {
      tell(Kind.SUCCEEDED, held, nanos, "");
    } else if (settlement instanceof Settlement.Retry retry) {
      tell(Kind.FAILED, held, nanos, retry.error());
    } else if (settlement instanceof Settlement.Bury bury) {
      tell(Kind.BURIED, held, nanos, bury.error());
    } else if (settlement instanceof Settlement.Discard discard) {
      tell(Kind.DISCARDED, held, nanos, discard.error());
    } else if (settlement instanceof Settlement.GiveBack) {
      tell(Kind.GIVEN_BACK, held, nanos, "");
    } else {
      throw new AssertionError(settlement);
    }
  }

  void tell(Kind kind, HeldJob held, long nanos, String error) {
    events.tell(
        new JobEvent(
            kind,
            held.queue(),
            held.type(),
            held.id(),
            held.attempt(),
            Duration.ofNanos(nanos),
            error));
  }
}
