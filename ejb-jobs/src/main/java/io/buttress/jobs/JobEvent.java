package io.buttress.jobs;

import java.time.Duration;

/**
 * Something that happened to a job on this node.
 *
 * @param kind what
 * @param queue the job's queue
 * @param type the job's type
 * @param id the job's id
 * @param attempt which attempt, from 1; 0 where there is none yet
 * @param duration how long the attempt has taken; zero where there was none
 * @param error what went wrong, cut; empty where nothing did
 */
public record JobEvent(
    Kind kind, String queue, String type, String id, int attempt, Duration duration, String error) {
  /** What can happen. */
  public enum Kind {
    /**
     * It has been added: by this node, as it recurs, or as it follows another job or a batch that
     * has come to its end here. Of a batch that ends as an operator has discarded its last job,
     * what follows is not told.
     */
    ENQUEUED,
    /** A handler begins. */
    STARTED,
    /** A handler has done it, and the queue is about to be told. */
    SUCCEEDED,
    /** An attempt has failed; another one follows. */
    FAILED,
    /**
     * It has failed for good; or this node has found it to be dead, as its nodes have gone too
     * often, or the batch that it follows was cut off.
     */
    BURIED,
    /** It has failed, and is forgotten. */
    DISCARDED,
    /** It was not finished, and is given back. */
    GIVEN_BACK,
    /** It was done, but too late: this node did not have it any more. */
    LATE
  }
}
