package io.buttress.jobs.engine;

import java.time.Duration;

/**
 * A job that is to be added.
 *
 * @param id unique in its queue
 * @param delay how long it waits at least
 * @param envelope what it is
 */
public record NewJob(String id, Duration delay, Envelope envelope) {
  /** Whether it has neither options nor a delay. */
  public boolean isPlain() {
    return delay.isZero() && envelope.options().isEmpty();
  }

  /** The same, whose id is remembered for at least that long after its end. */
  public NewJob remembered(Duration time) {
    long least = time.toMillis();
    long now = envelope.option(Envelope.REMEMBERED_MILLIS).map(Long::parseLong).orElse(0L);
    return now >= least
        ? this
        : new NewJob(id, delay, envelope.with(Envelope.REMEMBERED_MILLIS, Long.toString(least)));
  }

  /** The same, which gets the result of the job before it. */
  NewJob after(String result) {
    return result.isEmpty()
        ? this
        : new NewJob(id, delay, envelope.with(Envelope.PREVIOUS_RESULT, result));
  }
}
