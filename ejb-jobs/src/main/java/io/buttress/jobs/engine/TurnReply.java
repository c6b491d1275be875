package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a poller brings back.
 *
 * @param nowMillis Redis's time, in ms since 1970
 * @param nextDue when the next delayed job is due, from now
 * @param paused whether the queue is
 * @param moreReady whether ready jobs are left
 * @param claimed jobs that this node has now
 * @param late ids of jobs that it settled, but had no more
 * @param lost ids of jobs whose lease it wanted to renew, but had no more
 * @param cancelled ids of jobs that are asked to stop
 * @param events what else happened
 * @param buried jobs that are dead now though no worker has said so
 * @param fires recurring jobs that are due
 * @param nextFire when the next recurring job is due, from now
 * @param followers jobs that were added as they follow others
 */
public record TurnReply(
    long nowMillis,
    Optional<Duration> nextDue,
    boolean paused,
    boolean moreReady,
    List<ClaimedJob> claimed,
    List<String> late,
    List<String> lost,
    List<String> cancelled,
    Events events,
    List<Buried> buried,
    List<Fire> fires,
    Optional<Duration> nextFire,
    List<Follower> followers) {
  /**
   * What happened to jobs of no node.
   *
   * @param reaped taken from workers that are gone
   * @param crashed of these, buried, as it was once too often
   * @param expired not started any more
   * @param vanished without a body: somebody has deleted it
   * @param unreadable of a newer version, left alone
   * @param parked made to wait for others of their concurrency key
   * @param cutOff batches of which some jobs were never added
   */
  public record Events(
      int reaped, int crashed, int expired, int vanished, int unreadable, int parked, int cutOff) {}

  /**
   * A job whose workers have gone too often, or that follows a batch that was cut off.
   *
   * @param error why it is dead
   */
  public record Buried(String id, String type, String error) {}

  /** A job that was added as it was its time, and not as somebody has brought it. */
  public record Follower(String id, String type) {}

  /**
   * A recurring job that is due.
   *
   * @param fireMillis the instant for which it is due, in ms since 1970
   * @param definition what it is
   */
  public record Fire(String name, long fireMillis, String definition) {}
}
