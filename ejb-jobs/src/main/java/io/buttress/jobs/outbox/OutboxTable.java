package io.buttress.jobs.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table, in SQL that every database understands. Its columns are {@code row_id} VARCHAR(32),
 * {@code queue} VARCHAR(64), {@code batch} and {@code job} of any length, and {@code created},
 * which the database fills in.
 */
final class OutboxTable {
  private final String name;

  /**
   * @param name letters, digits, '_' and '.'
   * @throws IllegalArgumentException if that is no name of a table
   */
  OutboxTable(String name) {
    if (!name.matches("[A-Za-z0-9_.]{1,128}")) {
      throw new IllegalArgumentException("'" + name + "' is no name of a table");
    }
    this.name = name;
  }

  void insert(Connection connection, List<OutboxRow> rows) throws SQLException {
    String sql = "INSERT INTO " + name + " (row_id, queue, batch, job) VALUES (?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (OutboxRow row : rows) {
        statement.setString(1, row.id());
        statement.setString(2, row.queue());
        // Some databases take an empty text for none.
        statement.setString(3, row.batch().isEmpty() ? null : row.batch());
        statement.setString(4, row.job());
        statement.addBatch();
      }
      int[] unused = statement.executeBatch();
    }
  }

  /**
   * The rows of committed transactions, the oldest first.
   *
   * @param except queues whose rows are left out
   */
  List<OutboxRow> oldest(Connection connection, int most, Set<String> except) throws SQLException {
    String others = except.isEmpty() ? "" : " WHERE queue NOT IN (" + marks(except.size()) + ")";
    String sql =
        "SELECT row_id, queue, batch, job FROM " + name + others + " ORDER BY created, row_id";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int number = 0;
      for (String queue : except) {
        statement.setString(++number, queue);
      }
      statement.setMaxRows(most);
      try (ResultSet rows = statement.executeQuery()) {
        List<OutboxRow> found = new ArrayList<>();
        while (rows.next()) {
          String batch = Optional.ofNullable(rows.getString(3)).orElse("");
          found.add(new OutboxRow(rows.getString(1), rows.getString(2), batch, rows.getString(4)));
        }
        return found;
      }
    }
  }

  private static String marks(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  void delete(Connection connection, List<String> ids) throws SQLException {
    String sql = "DELETE FROM " + name + " WHERE row_id IN (" + marks(ids.size()) + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < ids.size(); i++) {
        statement.setString(i + 1, ids.get(i));
      }
      int unused = statement.executeUpdate();
    }
  }
}
