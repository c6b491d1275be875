package io.buttress.jobs.engine;

import java.util.List;
import java.util.SortedMap;

/**
 * Where recurring jobs are kept. Every method throws {@link
 * io.buttress.error.StoreUnavailableException} as those of {@link JobStore} do.
 */
public interface RecurringStore {
  /** The time by the store's clock, in ms since 1970. */
  long nowMillis(String queue);

  /** Sets a recurring job; its next fire stays if it fires at the same times as before. */
  void define(String queue, String name, String definition, long nextMillis);

  /**
   * When the first recurring job was set, in ms since 1970; 0 if none was. If it is no more what it
   * was, the store has lost them since.
   */
  long since(String queue);

  /** Removes one; whether there was one. */
  boolean remove(String queue, String name);

  /**
   * Adds the jobs of a fire, and of those that were missed, unless somebody else has. If there are
   * many or long ones, not all at one instant: then the next of them is due in between.
   *
   * @param fireMillis the fire that is due
   * @param nextMillis the one after all of them
   * @param jobs by the instants for which they are
   * @return those that were added by this call
   */
  List<TurnReply.Follower> fire(
      String queue, String name, long fireMillis, long nextMillis, SortedMap<Long, NewJob> jobs);

  /** All of them, the next to fire first. */
  List<TurnReply.Fire> list(String queue);
}
