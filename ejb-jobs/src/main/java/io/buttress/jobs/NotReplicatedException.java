package io.buttress.jobs;

import io.buttress.error.StoreUnavailableException;
import java.util.List;

/**
 * Jobs are in their queue, but fewer replicas than wanted said in time that they have them: a
 * failover now could lose them. They are done all the same if there is none. To add them again
 * under the ids of {@link #jobs} does no harm if these were the caller's, and waits anew.
 */
public final class NotReplicatedException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  private final transient List<Enqueued> jobs;
  private final int wanted;
  private final int acknowledged;

  /**
   * @param jobs what came of each
   * @param wanted how many replicas were to have them
   * @param acknowledged how many have
   */
  public NotReplicatedException(List<Enqueued> jobs, int wanted, int acknowledged) {
    super(
        jobs.size()
            + " jobs were added, but "
            + acknowledged
            + " of "
            + wanted
            + " replicas have them");
    this.jobs = List.copyOf(jobs);
    this.wanted = wanted;
    this.acknowledged = acknowledged;
  }

  /** What came of each. */
  public List<Enqueued> jobs() {
    return jobs;
  }

  /** How many replicas were to have them. */
  public int wanted() {
    return wanted;
  }

  /** How many have. */
  public int acknowledged() {
    return acknowledged;
  }
}
