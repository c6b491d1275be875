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
    if (!handler.settings().transactional()) {
      return body.call();
    }
    // Zero is the container's own; a job's time and its transaction's end together.
    Duration time = timeout.orElse(Duration.ZERO);
    transaction.setTransactionTimeout(Math.toIntExact(time.plusMillis(999).toSeconds()));
    transaction.begin();
    boolean called = false;
    Settlement settlement;
    try {
      settlement = body.call();
      called = true;
    } finally {
      if (!called) {
        rollBack();
      }
    }
    transaction.commit();
    return settlement;
  }

  private void rollBack() {
    try {
      if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
        transaction.rollback();
      }
    } catch (SystemException | IllegalStateException e) {
      LOG.log(Level.WARNING, "A job's transaction could not be rolled back", e);
    }
  }
}
