package io.buttress.jobs.engine;

import java.time.Duration;

/**
 * A job that is to be added.
 *
 * @param id unique in its queue
 * @param delay how long it waits at least
 * @param envelope what it is
 */
public record NewJob(String id, Duration delay, Envelope envelope) {}
