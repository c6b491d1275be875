package io.buttress.jobs;

import java.time.Duration;

/**
 * Lets the effect of a job take place at most once, however often the job runs, by a mark in Redis
 * that is set before the effect begins. For effects outside of a database; for those inside, {@link
 * JobInbox} is exact.
 *
 * <p>If the node dies in the middle of the effect, the mark stays, and the effect is not begun
 * again: it may have taken place, or in part, or not at all. An effect that throws has not taken
 * place: its mark is removed, and the next attempt begins it again. (If Redis is out of reach at
 * that very moment, the mark stays.)
 */
public interface JobOnce {
  /** How long a mark stays, if nobody says otherwise. */
  Duration USUAL_MEMORY = Duration.ofDays(7);

  /** What is to take place at most once. */
  @FunctionalInterface
  interface Effect {
    /** Does it. */
    void run() throws Exception;
  }

  /** With a mark that stays for {@link #USUAL_MEMORY}. */
  default boolean run(JobContext job, Effect effect) throws Exception {
    return run(job, USUAL_MEMORY, effect);
  }

  /**
   * Runs an effect, unless it has been begun before for this job.
   *
   * @param memory how long that is known, 1 ms to 3,650 days: longer than a job is tried
   * @return whether it was run
   * @throws IllegalArgumentException if the memory is out of range
   * @throws io.buttress.error.StoreUnavailableException if Redis can't be asked; the effect has not
   *     been begun then
   * @throws Exception what the effect throws
   */
  boolean run(JobContext job, Duration memory, Effect effect) throws Exception;
}
