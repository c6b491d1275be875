package io.buttress.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a queue is.
 *
 * @param at when, by Redis's clock
 * @param paused whether it is
 * @param ready how many jobs can be started; those that were discarded while they waited count
 *     until they are passed by
 * @param delayed how many wait for their time
 * @param parked how many wait for others of their concurrency key
 * @param leased how many nodes have
 * @param dead how many have failed for good
 * @param completed how many are kept
 * @param oldest for how long the oldest of those that come next could have been started: without
 *     its delay, and if it has failed, since then at most; empty if none is ready
 * @param totals what has happened so far: {@code done}, {@code failed}, {@code buried}, {@code
 *     crashed}, {@code discarded}, {@code expired}, {@code late}, {@code unreadable}; names that
 *     are missing have not happened
 */
public record QueueStatus(
    Instant at,
    boolean paused,
    long ready,
    long delayed,
    long parked,
    long leased,
    long dead,
    long completed,
    Optional<Duration> oldest,
    Map<String, Long> totals) {
  /** Keeps the totals. */
  public QueueStatus {
    totals = Map.copyOf(totals);
  }
}
