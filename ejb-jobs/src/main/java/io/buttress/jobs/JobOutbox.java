package io.buttress.jobs;

import java.sql.Connection;

/**
 * A {@link JobQueue} for jobs that must not be lost: they are written into a table of the
 * application's own database, in the transaction of whatever they belong to, and are there if it is
 * committed, even if the node or Redis dies at that very moment. From there they are brought into
 * their queues right after the commit; after a crash, by whichever node looks next. If one is
 * brought there twice, it is one job all the same, by its id.
 *
 * <p>Within a JTA transaction it takes part in that; without one the row is committed by itself.
 * What comes of unique keys shows only when the job gets into its queue: so all outcomes are {@link
 * Enqueued.Outcome#IN_OUTBOX}. Delays and expiries begin at that moment, too.
 *
 * <p>Each method throws an {@link io.buttress.error.StoreUnavailableException} if the table can't
 * be written; Redis need not be there.
 */
public interface JobOutbox extends JobQueue {
  /**
   * The same for a transaction that is the application's own business. The connection is neither
   * committed nor closed. Call {@link #relay} after the commit; else it can take a second until the
   * jobs are noticed.
   *
   * @param connection of the data source in which the table is
   */
  JobQueue in(Connection connection);

  /** Has jobs brought into their queues at once; returns before it is done. */
  void relay();
}
