package io.buttress.jobs.engine;

import java.util.List;

/**
 * What a poller brings to Redis, and wants from there, in one trip.
 *
 * @param node the node's name
 * @param limits the queue's
 * @param want how many jobs it wants, 0 to {@link #MOST}
 * @param order the priorities in the order in which they are served, as digits
 * @param housekeeping whether it is time to trim and to look for recurring jobs
 * @param settlements at most {@link #MOST}
 * @param renewals at most {@link #MOST}
 */
public record Turn(
    String node,
    TurnLimits limits,
    int want,
    String order,
    boolean housekeeping,
    List<Settlement> settlements,
    List<Renewal> renewals) {
  /** How much of anything one trip carries: what takes longer keeps others from Redis. */
  public static final int MOST = 60;

  /** No more is settled in a trip when that weighs so much, or is so long. */
  public static final int FULL_WEIGHT = 30;

  static final int FULL_LENGTH = 120_000;
}
