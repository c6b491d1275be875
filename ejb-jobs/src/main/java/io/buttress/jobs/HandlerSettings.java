package io.buttress.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the jobs of a type are done, if they do not say otherwise.
 *
 * @param queue the queue that they go to
 * @param retry when and how often they are tried again
 * @param timeout how long one may run, 1 ms to 3,650 days; empty: for as long as it likes
 * @param retryOn exceptions after which one is tried again, whatever else holds for their classes
 * @param bury exceptions after which one is not tried again, but buried
 * @param discard exceptions after which one is not tried again, and forgotten
 * @param retention how long a finished one and its result are kept, at most 3,650 days; zero: not
 *     at all
 * @param transactional whether each runs in a transaction of its own, where there is JTA
 */
public record HandlerSettings(
    String queue,
    RetryPolicy retry,
    Optional<Duration> timeout,
    List<Class<? extends Throwable>> retryOn,
    List<Class<? extends Throwable>> bury,
    List<Class<? extends Throwable>> discard,
    Duration retention,
    boolean transactional) {
  /** The queue of jobs that name none. */
  public static final String USUAL_QUEUE = "default";

  /** What is usual. */
  public static final HandlerSettings STANDARD =
      new HandlerSettings(
          USUAL_QUEUE,
          RetryPolicy.STANDARD,
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Duration.ZERO,
          true);

  /** Checks everything. */
  public HandlerSettings {
    Names.check("queue", queue);
    timeout.ifPresent(time -> Names.between("timeout", time, Duration.ofMillis(1)));
    Names.between("retention", retention, Duration.ZERO);
    retryOn = List.copyOf(retryOn);
    bury = List.copyOf(bury);
    discard = List.copyOf(discard);
  }

  /** The same with another queue. */
  public HandlerSettings withQueue(String other) {
    return new HandlerSettings(
        other, retry, timeout, retryOn, bury, discard, retention, transactional);
  }

  /** The same with another retry policy. */
  public HandlerSettings withRetry(RetryPolicy other) {
    return new HandlerSettings(
        queue, other, timeout, retryOn, bury, discard, retention, transactional);
  }

  /** The same with a timeout. */
  public HandlerSettings withTimeout(Duration time) {
    return new HandlerSettings(
        queue, retry, Optional.of(time), retryOn, bury, discard, retention, transactional);
  }
}
