package io.buttress.jobs.engine;

/** Starts the recurring jobs that a poller has found to be due. */
@FunctionalInterface
public interface Firing {
  /** There are none. */
  Firing NONE = (queue, reply) -> {};

  /** Fires what is due. */
  void fire(String queue, TurnReply reply);
}
