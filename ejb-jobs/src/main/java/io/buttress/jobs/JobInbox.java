package io.buttress.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets the effect of a job take place at most once, by a row in the application's own database: in
 * the transaction of the effect, so that both are there or neither is.
 *
 * <pre>{@code
 * if (inbox.isFirst(connection, job)) { ... }
 * }</pre>
 *
 * <p>The table is the application's: {@code CREATE TABLE buttress_inbox (job_id VARCHAR(140)
 * PRIMARY KEY, done_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)}. Rows can be deleted when they are
 * older than the longest time over which a job is tried.
 */
public final class JobInbox {
  private final String table;

  /** With the table {@code buttress_inbox}. */
  public JobInbox() {
    this("buttress_inbox");
  }

  /**
   * @param table letters, digits, '_' and '.'
   */
  public JobInbox(String table) {
    Names.check(table.matches("[A-Za-z0-9_.]{1,100}"), "the table's name is not allowed: " + table);
    this.table = table;
  }

  /**
   * Notes a job, unless it has been noted before.
   *
   * @param connection in the transaction of the effect
   * @return whether the effect is to take place
   * @throws SQLException if the database can't be asked; and in the rarer case that two nodes do
   *     the same job at the same instant, to the one of them that comes second, whose job is tried
   *     again then
   */
  public boolean isFirst(Connection connection, JobContext job) throws SQLException {
    String id = job.queue() + '/' + job.id();
    String select = "SELECT 1 FROM " + table + " WHERE job_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setString(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        if (rows.next()) {
          return false;
        }
      }
    }
    String insert = "INSERT INTO " + table + " (job_id) VALUES (?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
    return true;
  }
}
