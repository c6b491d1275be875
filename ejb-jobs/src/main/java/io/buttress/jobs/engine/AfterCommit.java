package io.buttress.jobs.engine;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Brings jobs to the store when the caller's transaction has been committed; at once where there is
 * none. After the commit there is nobody to throw an exception to: so the ids are remembered, and
 * an attempt that may or may not have succeeded is made again.
 */
public final class AfterCommit implements Sender {
  private static final Logger LOG = System.getLogger(AfterCommit.class.getName());
  private static final int ATTEMPTS = 3;
  private static final Duration REMEMBERED = Duration.ofSeconds(30);

  private final Sender sender;
  private final Transactions transactions;

  /** The transactions of the container. */
  @FunctionalInterface
  public interface Transactions {
    /**
     * Runs something after the commit of the caller's transaction.
     *
     * @param committed what is run after a commit; nothing is after a rollback
     * @param unknown what is run if nobody can say which of both it was
     * @return whether there is a transaction
     */
    boolean afterCommit(Runnable committed, Runnable unknown);
  }

  public AfterCommit(Sender sender, Transactions transactions) {
    this.sender = sender;
    this.transactions = transactions;
  }

  @Override
  public List<Enqueued> send(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    if (transactions.afterCommit(
        () -> sendAtLast(queue, batch, remembered(jobs)), () -> tellUnknown(queue, jobs))) {
      return jobs.stream().map(job -> new Enqueued(job.id(), Outcome.AFTER_COMMIT)).toList();
    }
    return sender.send(queue, batch, jobs);
  }

  private static List<NewJob> remembered(List<NewJob> jobs) {
    return jobs.stream().map(job -> job.remembered(REMEMBERED)).toList();
  }

  private static void tellUnknown(String queue, List<NewJob> jobs) {
    LOG.log(
        Level.ERROR,
        "Nobody knows whether a transaction was committed; its jobs were not brought to queue {0}:"
            + " {1}",
        queue,
        names(jobs));
  }

  private static List<String> names(List<NewJob> jobs) {
    return jobs.stream().map(job -> job.envelope().type() + ' ' + job.id()).toList();
  }

  @Override
  public Sender replicated(Replication wanted) {
    return new AfterCommit(sender.replicated(wanted), transactions);
  }

  private void sendAtLast(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    for (int attempt = 1; ; attempt++) {
      try {
        List<Enqueued> unused = sender.send(queue, batch, jobs);
        return;
      } catch (StoreUnavailableException e) {
        if (attempt == ATTEMPTS) {
          LOG.log(
              Level.ERROR,
              "A transaction has been committed, but its jobs could not be brought safely to queue "
                  + queue
                  + ": "
                  + names(jobs),
              e);
          return;
        }
      }
    }
  }
}
