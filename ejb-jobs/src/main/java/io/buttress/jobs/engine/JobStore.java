package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where jobs are kept, for all nodes. Every method throws {@link
 * io.buttress.error.StoreUnavailableException} if the store can't be asked, or does not answer;
 * what was under way may have been done then.
 */
public interface JobStore {
  /** How many jobs are added in one trip. */
  int MOST_ADDED = 1_000;

  /**
   * Adds jobs to a queue, not all of them at one instant, so that the store does other things in
   * between.
   *
   * @param batch the batch that they belong to, by their options too
   * @param jobs at most {@link #MOST_ADDED}
   * @param replication whether to wait for replicas
   * @return for each what came of it, and how many replicas have them
   */
  Added add(
      String queue, Optional<NewBatch> batch, List<NewJob> jobs, Optional<Replication> replication);

  /** Makes one trip for a poller. */
  TurnReply turn(String queue, Turn turn);

  /** Makes one trip for a poller, in the middle of which it waits until there may be jobs. */
  TurnReply turnAfterWait(String queue, Turn turn, Duration atMost);

  /** What a node has, by the store's account; claims and ends meanwhile may be missing. */
  Set<Lease> leases(String queue, String node);

  /**
   * Keeps how long jobs have waited and run.
   *
   * @param counts names and by how much they grow, in turn
   */
  void tell(String queue, List<String> counts);

  /** Ends somebody's wait. */
  void wake(String queue);
}
