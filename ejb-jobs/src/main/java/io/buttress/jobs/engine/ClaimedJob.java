package io.buttress.jobs.engine;

/**
 * A job that this node has.
 *
 * @param fence the number of this claim; who comes with a smaller one is too late
 * @param failures how often it has failed before
 * @param crashes how often its worker has gone
 * @param stored what it is
 */
public record ClaimedJob(String id, long fence, int failures, int crashes, Envelope.Stored stored) {
  /** What it is. */
  public Envelope envelope() {
    return stored.envelope();
  }

  /** Whether it has nothing but a body and a state, so that it is quickly forgotten. */
  public boolean isPlain() {
    return fence == 1 && envelope().options().isEmpty();
  }
}
