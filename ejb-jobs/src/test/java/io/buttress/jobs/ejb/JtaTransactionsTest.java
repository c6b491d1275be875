package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is done at the end of a transaction, as the container tells it. */
class JtaTransactionsTest {
  private static List<String> done(int status) {
    List<String> done = new ArrayList<>();
    new JtaTransactions.AtEnd(() -> done.add("committed"), () -> done.add("unknown"))
        .afterCompletion(status);
    return done;
  }

  @Test
  void only_a_commit_is_a_commit_and_what_nobody_knows_is_told() {
    assertThat(done(Status.STATUS_COMMITTED)).containsExactly("committed");
    assertThat(done(Status.STATUS_ROLLEDBACK)).isEmpty();
    assertThat(done(Status.STATUS_UNKNOWN)).containsExactly("unknown");
  }
}
