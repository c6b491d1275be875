package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where jobs are kept, for all nodes. Every method throws {@link
 * io.buttress.error.StoreUnavailableException} if the store can't be asked, or does not answer;
 * what was under way may have been done then.
 */
public interface JobStore {
  /** How many jobs are added in one trip. */
  int MOST_ADDED = 250;

  /**
   * Adds jobs to a queue, all at one instant.
   *
   * @param batch the batch that they belong to, by their options too
   * @param jobs at most {@link #MOST_ADDED}
   * @return for each what came of it
   */
  List<Enqueued> add(String queue, Optional<NewBatch> batch, List<NewJob> jobs);

  /** Makes one trip for a poller. */
  TurnReply turn(String queue, Turn turn);

  /**
   * Waits until there may be something to do.
   *
   * @return whether there may be; false after that time
   */
  boolean awaitWork(String queue, Duration atMost);

  /** Ends somebody's wait. */
  void wake(String queue);
}
