package io.buttress.jobs.ejb;

import io.buttress.jobs.engine.AfterCommit;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;

/** The transactions of the container, where it has any. */
final class JtaTransactions implements AfterCommit.Transactions {
  private static final String NAME = "java:comp/TransactionSynchronizationRegistry";

  @Override
  public boolean afterCommit(Runnable task) {
    Optional<TransactionSynchronizationRegistry> registry =
        Jndi.find(NAME, TransactionSynchronizationRegistry.class);
    if (registry.isEmpty() || registry.get().getTransactionKey() == null) {
      return false;
    }
    int status = registry.get().getTransactionStatus();
    if (status == Status.STATUS_MARKED_ROLLBACK) {
      // It can't be committed any more, so there is nothing to wait for.
      return true;
    }
    if (status != Status.STATUS_ACTIVE) {
      return false;
    }
    registry.get().registerInterposedSynchronization(new Committed(task));
    return true;
  }

  /** Runs a task if the transaction is committed. */
  private record Committed(Runnable task) implements Synchronization {
    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        task.run();
      }
    }
  }
}
