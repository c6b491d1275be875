package io.buttress.jobs.engine;

import java.util.List;

/**
 * Where recurring jobs are kept. Every method throws {@link
 * io.buttress.error.StoreUnavailableException} as those of {@link JobStore} do.
 */
public interface RecurringStore {
  /** The time by the store's clock, in ms since 1970. */
  long nowMillis(String queue);

  /** Sets a recurring job; nothing changes if it has that definition. */
  void define(String queue, String name, String definition, long nextMillis);

  /** Removes one; whether there was one. */
  boolean remove(String queue, String name);

  /**
   * Adds the jobs of a fire, unless somebody else has.
   *
   * @param fireMillis the fire that is due
   * @param nextMillis the one after it
   * @return whether it was this call that did
   */
  boolean fire(String queue, String name, long fireMillis, long nextMillis, List<NewJob> jobs);

  /** All of them, the next to fire first. */
  List<TurnReply.Fire> list(String queue);
}
