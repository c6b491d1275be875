package io.buttress.jobs.outbox;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.NewBatch;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Sender;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Writes jobs into the table instead of bringing them to the store. */
final class OutboxSender implements Sender {
  private final OutboxTable table;
  private final JobIds ids;
  private final Work work;

  /** Something to do with a connection. */
  @FunctionalInterface
  interface Statements {
    void run(Connection connection) throws SQLException;
  }

  /** Does it in the transaction that jobs belong to. */
  @FunctionalInterface
  interface Work {
    void run(Statements statements) throws SQLException;
  }

  OutboxSender(OutboxTable table, JobIds ids, Work work) {
    this.table = table;
    this.ids = ids;
    this.work = work;
  }

  @Override
  public List<Enqueued> send(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    List<OutboxRow> rows =
        jobs.stream().map(job -> OutboxRow.of(ids.next(), queue, batch, job)).toList();
    try {
      work.run(connection -> table.insert(connection, rows));
    } catch (SQLException e) {
      throw new StoreUnavailableException("The outbox can't be written: " + e.getMessage(), e);
    }
    return jobs.stream().map(job -> new Enqueued(job.id(), Outcome.IN_OUTBOX)).toList();
  }
}
