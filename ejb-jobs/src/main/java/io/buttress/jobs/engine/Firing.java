package io.buttress.jobs.engine;

/** Starts the recurring jobs that a poller has found to be due. */
@FunctionalInterface
public interface Firing {
  /** There are none. */
  Firing NONE = (queue, reply) -> false;

  /**
   * Fires what is due.
   *
   * @return whether any of it could be
   */
  boolean fire(String queue, TurnReply reply);
}
