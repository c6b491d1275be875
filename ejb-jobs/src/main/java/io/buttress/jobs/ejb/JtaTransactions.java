package io.buttress.jobs.ejb;

import io.buttress.jobs.engine.AfterCommit;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.jspecify.annotations.Nullable;

/** The transactions of the container, where it has any. */
final class JtaTransactions implements AfterCommit.Transactions {
  private static final String NAME = "java:comp/TransactionSynchronizationRegistry";

  // There is one for all, and to look it up takes as long as half a trip to Redis.
  private volatile @Nullable TransactionSynchronizationRegistry known;

  private @Nullable TransactionSynchronizationRegistry registry() {
    TransactionSynchronizationRegistry registry = known;
    if (registry == null) {
      registry = Jndi.find(NAME, TransactionSynchronizationRegistry.class).orElse(null);
      known = registry;
    }
    return registry;
  }

  @Override
  public boolean afterCommit(Runnable committed, Runnable unknown) {
    TransactionSynchronizationRegistry registry = registry();
    if (registry == null || registry.getTransactionKey() == null) {
      return false;
    }
    int status = registry.getTransactionStatus();
    if (status == Status.STATUS_MARKED_ROLLBACK) {
      // It can't be committed any more, so there is nothing to wait for.
      return true;
    }
    if (status != Status.STATUS_ACTIVE) {
      return false;
    }
    registry.registerInterposedSynchronization(new AtEnd(committed, unknown));
    return true;
  }

  /** Runs what the end of the transaction asks for. */
  record AtEnd(Runnable committed, Runnable unknown) implements Synchronization {
    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        committed.run();
      } else if (status != Status.STATUS_ROLLEDBACK) {
        // Its resources have decided for themselves, or one of them could not be asked.
        unknown.run();
      }
    }
  }
}
