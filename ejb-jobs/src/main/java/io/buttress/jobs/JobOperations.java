package io.buttress.jobs;

import java.util.List;
import java.util.Optional;

/**
 * What operators look at and do. Nothing here takes Redis long, however many jobs there are: lists
 * are read in pages, and what concerns many jobs is done by fifty at a time. Each method throws a
 * {@link io.buttress.error.StoreUnavailableException} if Redis can't be asked.
 */
public interface JobOperations {
  /** How many jobs a page can look at. */
  int MOST_A_PAGE = 100;

  /** How far back {@link #activity} goes. */
  int MOST_MINUTES = 60;

  /** How a queue is. */
  QueueStatus status(String queue);

  /**
   * How busy a queue has been: throughput and latencies, on all nodes together.
   *
   * @param minutes how many, 1 to 60, the current one included
   */
  QueueActivity activity(String queue, int minutes);

  /**
   * A page of the jobs in one place: the next to be served first; of the dead, the oldest.
   *
   * @param state any but {@code PARKED}
   * @param from the position of the first job to look at, from 0
   * @param most how many jobs to look at, 1 to 100, or fewer if they are long; of these, those that
   *     match are returned
   */
  JobPage list(String queue, JobState state, JobFilter filter, long from, int most);

  /** A job with all its errors; empty if there is none of that id. */
  Optional<JobDetail> find(String queue, String id);

  /**
   * Tries a dead job again, with new attempts.
   *
   * @return whether it was dead, and its unique key is free
   */
  boolean requeue(String queue, String id);

  /**
   * Removes a job, wherever it is. One that runs is asked to stop, and is gone when it has failed;
   * if it succeeds all the same, it has succeeded.
   *
   * @return whether there was one
   */
  boolean discard(String queue, String id);

  /**
   * Makes a delayed job ready.
   *
   * @return whether it was delayed
   */
  boolean runNow(String queue, String id);

  /**
   * Tries all dead jobs that match again.
   *
   * @return how many
   */
  long requeueAll(String queue, JobFilter filter);

  /**
   * Removes all dead jobs that match.
   *
   * @return how many
   */
  long discardAll(String queue, JobFilter filter);

  /**
   * No job of the queue is claimed from now on, on any node; those that run go on, and what was
   * fetched ahead is given back within a second.
   */
  void pause(String queue);

  /** Jobs are started again. */
  void resume(String queue);

  /**
   * The jobs on a page.
   *
   * @param jobs those that match
   * @param inAll how many jobs there are in that place, whether they match or not
   * @param next where the next page begins; empty: this was the last one
   */
  record JobPage(List<JobDetail> jobs, long inAll, Optional<Long> next) {
    /** Keeps the jobs. */
    public JobPage {
      jobs = List.copyOf(jobs);
    }
  }
}
