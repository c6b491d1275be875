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
  /** The same, which gets the result of the job before it. */
  NewJob after(String result) {
    return result.isEmpty()
        ? this
        : new NewJob(id, delay, envelope.with(Envelope.PREVIOUS_RESULT, result));
  }
}
