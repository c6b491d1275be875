package io.buttress.jobs;

/**
 * What came of adding a job.
 *
 * @param id the id of the job, or of the one that stands for it
 * @param outcome whether it was added
 */
public record Enqueued(String id, Outcome outcome) {
  /** Whether a job was added. */
  public enum Outcome {
    /** It is in the queue. */
    ADDED,
    /** It will be added when the transaction is committed, and not at all if it is rolled back. */
    AFTER_COMMIT,
    /**
     * It is in the outbox table, as part of the transaction that the table was written in, and will
     * be brought into the queue after its commit.
     */
    IN_OUTBOX,
    /** A job of that id has been added before: it is the same one. */
    KNOWN,
    /** It was not added: another job has its unique key. */
    REJECTED,
    /** Another job has its unique key, and stands for it. */
    KEPT,
    /** Another job had its unique key, and does now what this one would have done. */
    REPLACED
  }
}
