package io.buttress.jobs.engine;

/**
 * What keeps a poller from starting jobs.
 *
 * @param throttle how fast jobs of the queue may be started, on all nodes
 * @param permit whether this node may claim any
 * @param share how many of this node's workers the queue may have
 */
public record Brakes(Throttle throttle, Permit permit, NodeShares.Share share) {
  /** With as many workers as the queue has. */
  public static Brakes of(Throttle throttle, Permit permit) {
    return new Brakes(throttle, permit, new NodeShares(0).join(1));
  }
}
