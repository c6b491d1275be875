package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.engine.Registry.Registered;
import io.buttress.jobs.engine.Settlement;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a job finds on its thread, whatever the one before it has left there. */
class JtaScopeTest {
  private static final Settlement DONE = null;

  private final OneThread thread = new OneThread();
  private final JtaScope scope = new JtaScope(thread);

  /** What a thread has to do with transactions. */
  private static final class OneThread implements UserTransaction {
    private final List<String> ended = new ArrayList<>();
    private int status = Status.STATUS_NO_TRANSACTION;
    private int timeout;

    @Override
    public void begin() throws NotSupportedException {
      if (status != Status.STATUS_NO_TRANSACTION) {
        throw new NotSupportedException("there is one");
      }
      status = Status.STATUS_ACTIVE;
    }

    @Override
    public void commit() {
      end("committed");
    }

    @Override
    public void rollback() {
      end("rolled back");
    }

    private void end(String how) {
      ended.add(how + " after at most " + timeout + " s");
      status = Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public void setRollbackOnly() {
      status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public int getStatus() {
      return status;
    }

    @Override
    public void setTransactionTimeout(int seconds) {
      timeout = seconds;
    }
  }

  private @Nullable Settlement run(
      boolean transactional, Optional<Duration> timeout, Callable<Settlement> body)
      throws Exception {
    HandlerSettings settings =
        new HandlerSettings(
            HandlerSettings.STANDARD.queue(),
            HandlerSettings.STANDARD.retry(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Duration.ZERO,
            transactional);
    Registered handler = new Registered("work", Void.class, settings, (none, job) -> null, "here");
    return scope.run(handler, timeout, body);
  }

  @Test
  void a_job_without_a_transaction_leaves_its_own_ones_the_time_of_the_server() throws Exception {
    run(true, Optional.of(Duration.ofMillis(1_500)), () -> DONE);
    run(
        false,
        Optional.empty(),
        () -> {
          thread.begin();
          thread.commit();
          return DONE;
        });
    assertThat(thread.ended)
        .containsExactly("committed after at most 2 s", "committed after at most 0 s");
  }

  @Test
  void a_transaction_that_a_handler_leaves_open_is_a_failure_of_its_job_alone() throws Exception {
    assertThatThrownBy(
            () ->
                run(
                    false,
                    Optional.empty(),
                    () -> {
                      thread.begin();
                      return DONE;
                    }))
        .hasMessageContaining("left a transaction open");
    run(true, Optional.empty(), () -> DONE);
    assertThat(thread.ended)
        .containsExactly("rolled back after at most 0 s", "committed after at most 0 s");
  }

  @Test
  void a_handler_that_fails_is_rolled_back() {
    assertThatThrownBy(
            () ->
                run(
                    true,
                    Optional.empty(),
                    () -> {
                      throw new IllegalStateException("no mail server");
                    }))
        .hasMessage("no mail server");
    assertThat(thread.ended).containsExactly("rolled back after at most 0 s");
    assertThat(thread.status).isEqualTo(Status.STATUS_NO_TRANSACTION);
  }
}
