package io.buttress.jobs.ejb;

import io.buttress.jobs.engine.JobScope;
import io.buttress.jobs.engine.Registry.Registered;
import io.buttress.jobs.engine.Settlement;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Runs each job in a transaction of its own, which is committed before the job counts as done: so a
 * crash between the two repeats a job, but loses none.
 */
final class JtaScope implements JobScope {
  private static final Logger LOG = System.getLogger(JtaScope.class.getName());

  private final UserTransaction transaction;

  JtaScope(UserTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public Settlement run(Registered handler, Optional<Duration> timeout, Callable<Settlement> body)
      throws Exception {
    try {
      return handler.settings().transactional()
          ? inTransaction(timeout, body)
          : withTransactionsOfItsOwn(body);
    } finally {
      leaveNothing();
    }
  }

  private Settlement inTransaction(Optional<Duration> timeout, Callable<Settlement> body)
      throws Exception {
    // Zero is the container's own; a job's time and its transaction's end together.
    Duration time = timeout.orElse(Duration.ZERO);
    transaction.setTransactionTimeout(Math.toIntExact(time.plusMillis(999).toSeconds()));
    transaction.begin();
    Settlement settlement = body.call();
    transaction.commit();
    return settlement;
  }

  private Settlement withTransactionsOfItsOwn(Callable<Settlement> body) throws Exception {
    Settlement settlement = body.call();
    if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
      // What was done in it is not kept: that is no success.
      throw new IllegalStateException("the handler has left a transaction open");
    }
    return settlement;
  }

  /** The next job on this thread begins in no transaction of this one, and in none of its time. */
  private void leaveNothing() {
    try {
      if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
        transaction.rollback();
      }
      transaction.setTransactionTimeout(0);
    } catch (SystemException | IllegalStateException e) {
      LOG.log(Level.WARNING, "A job's transaction could not be rolled back", e);
    }
  }
}
