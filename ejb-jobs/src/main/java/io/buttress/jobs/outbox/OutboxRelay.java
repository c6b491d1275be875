package io.buttress.jobs.outbox;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Sender;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Brings jobs from the table into their queues, and only then removes them from the table. So a
 * crash in between repeats it, as do several nodes that do it at the same time: the id of each job
 * is remembered for a while after its end, and what is known is not added again. No transaction is
 * needed for that, nor a lock.
 */
final class OutboxRelay {
  /** How many rows are read at once. */
  static final int MOST = 250;

  private static final Logger LOG = System.getLogger(OutboxRelay.class.getName());

  private final DataSource database;
  private final OutboxTable table;
  private final Sender sender;
  private final Duration remembered;
  private final LongSupplier nanos;
  private final Set<String> unreadable = new HashSet<>();

  /**
   * @param remembered for how long after a job's end its id is
   */
  OutboxRelay(
      DataSource database,
      OutboxTable table,
      Sender sender,
      Duration remembered,
      LongSupplier nanos) {
    this.database = database;
    this.table = table;
    this.sender = sender;
    this.remembered = remembered;
    this.nanos = nanos;
  }

  /**
   * Brings some rows there, the oldest first. For one thread at a time.
   *
   * @return whether there may be more
   * @throws StoreUnavailableException if Redis can't be asked; the rows stay, save those of queues
   *     that could be reached
   * @throws SQLException if the database can't be asked
   */
  boolean relay() throws SQLException {
    long start = nanos.getAsLong();
    int most = MOST + unreadable.size();
    Map<String, RuntimeException> away = new LinkedHashMap<>();
    List<OutboxRow> rows;
    int known;
    do {
      known = away.size();
      rows = read(most, away.keySet());
      if (!bringAll(rows, start, away)) {
        return true;
      }
      // Behind as many rows of queues that are out of reach there may be some of others.
    } while (rows.size() == most && away.size() > known);
    if (!away.isEmpty()) {
      throw away.values().iterator().next();
    }
    return rows.size() == most;
  }

  private List<OutboxRow> read(int most, Set<String> away) throws SQLException {
    List<OutboxRow> rows = new ArrayList<>();
    use(connection -> rows.addAll(table.oldest(connection, most, away)));
    return rows;
  }

  /**
   * Brings rows to their queues, and removes those that are there.
   *
   * @param start when somebody began with that
   * @param away is told of queues that can't be reached, and why; others may be
   * @return false if that has taken so long that others may have done it long ago
   */
  private boolean bringAll(List<OutboxRow> rows, long start, Map<String, RuntimeException> away)
      throws SQLException {
    List<String> done = new ArrayList<>();
    boolean isInTime = true;
    for (List<OutboxRow> together : byDestination(rows)) {
      // This node may have been suspended.
      isInTime = nanos.getAsLong() - start <= remembered.toNanos() / 2;
      if (!isInTime) {
        break;
      }
      try {
        bring(together);
        together.forEach(row -> done.add(row.id()));
      } catch (RuntimeException e) {
        away.putIfAbsent(together.get(0).queue(), e);
      }
    }
    if (!done.isEmpty()) {
      use(connection -> table.delete(connection, done));
    }
    return isInTime;
  }

  private Iterable<List<OutboxRow>> byDestination(List<OutboxRow> rows) {
    Map<String, List<OutboxRow>> destinations = new LinkedHashMap<>();
    for (OutboxRow row : rows) {
      if (unreadable.contains(row.id())) {
        continue;
      }
      if (row.isReadable()) {
        destinations.computeIfAbsent(row.destination(), missing -> new ArrayList<>()).add(row);
      } else {
        unreadable.add(row.id());
        LOG.log(
            Level.WARNING,
            "Row {0} of the outbox is broken, or of a newer version: it is left to newer nodes",
            row.id());
      }
    }
    return destinations.values();
  }

  private void bring(List<OutboxRow> rows) {
    List<NewJob> jobs = rows.stream().map(row -> row.newJob().remembered(remembered)).toList();
    OutboxRow first = rows.get(0);
    for (Enqueued result : sender.send(first.queue(), first.newBatch(), jobs)) {
      LOG.log(Level.DEBUG, "Job {0} from the outbox: {1}", result.id(), result.outcome());
    }
  }

  private void use(OutboxSender.Statements statements) throws SQLException {
    try (Connection connection = database.getConnection()) {
      statements.run(connection);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    }
  }
}
