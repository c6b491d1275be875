package io.buttress.jobs;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs are put. Each method throws, besides what it says, an {@link IllegalArgumentException}
 * if a payload has no JSON or is too large, and a {@link
 * io.buttress.error.StoreUnavailableException} if Redis can't be asked, or does not answer in time.
 * In that case jobs may have been added; who can't live with that gives them ids of their own, and
 * adds them again.
 *
 * <p>Within a JTA transaction jobs are added after its commit, and not at all if it is rolled back.
 * Safe for many threads.
 */
public interface JobQueue {
  /** Adds a job with what is usual. */
  default Enqueued enqueue(String type, @Nullable Object payload) {
    return enqueue(JobRequest.of(type, payload));
  }

  /** Adds a job. */
  Enqueued enqueue(JobRequest job);

  /**
   * Adds many jobs, 1,000 in a trip.
   *
   * @return what came of each
   */
  List<Enqueued> enqueueAll(List<JobRequest> jobs);

  /**
   * Adds jobs that are done one after the other: the second is added when the first has succeeded,
   * at that very instant, and gets its result by {@link JobContext#previousResult}.
   *
   * @param jobs 1 to 10, all of one queue; those that follow the first take at most four times as
   *     much as a payload may (or four times 64 KiB), as they are written one into the other
   * @return what came of the first
   * @throws IllegalArgumentException if they take more
   */
  Enqueued enqueueChain(List<JobRequest> jobs);

  /**
   * Adds jobs, and one that follows when all of them have ended, however they did; it is told how
   * many by {@link JobContext#batch}.
   *
   * @param jobs at least one, all of one queue, without unique keys and ids
   * @param next of the same queue; its delay does not count
   * @return the batch's id
   */
  String enqueueBatch(List<JobRequest> jobs, JobRequest next);

  /**
   * The same queue, for jobs that replicas of Redis have to have: each method returns only when
   * they have them. If they do not in time, it throws a {@link NotReplicatedException}; the jobs
   * are added all the same. After the commit of a JTA transaction there is nobody to throw it to:
   * it is tried two more times, and logged then. An outbox, which is in no hurry, takes no notice
   * of it, but of {@code buttress.jobs.replicas}.
   *
   * @param replicas how many, from 1
   * @param atMost how long to wait for them, 1 ms to 5 s
   */
  JobQueue replicated(int replicas, Duration atMost);
}
