package io.buttress.idempotency;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps records in a table of a database. The data source has to give connections of the caller's
 * transaction: in an application server every data source does that in a JTA transaction.
 *
 * <pre>{@code
 * CREATE TABLE buttress_idempotency (
 *   id VARCHAR(64) NOT NULL PRIMARY KEY,
 *   fingerprint VARCHAR(64) NOT NULL,
 *   result VARCHAR(4000),
 *   created TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
 * )
 * }</pre>
 */
public final class JdbcTransactionRecords implements TransactionRecords {
  /** The name of the table, if no other is chosen. */
  public static final String TABLE = "buttress_idempotency";

  private final DataSource database;
  private final String table;

  /** With the usual table. */
  public JdbcTransactionRecords(DataSource database) {
    this(database, TABLE);
  }

  /**
   * @param table letters, digits, {@code _} and {@code .}
   * @throws IllegalArgumentException if that is no name of a table
   */
  public JdbcTransactionRecords(DataSource database, String table) {
    if (!table.matches("[A-Za-z0-9_.]{1,128}")) {
      throw new IllegalArgumentException("'" + table + "' is no name of a table");
    }
    this.database = database;
    this.table = table;
  }

  /** Something to do with a statement. */
  private interface Step<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  @Override
  public Optional<Entry> find(String id) {
    return run(
        "SELECT fingerprint, result FROM " + table + " WHERE id = ?",
        statement -> {
          statement.setString(1, id);
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next()
                ? Optional.of(new Entry(rows.getString(1), Optional.ofNullable(rows.getString(2))))
                : Optional.empty();
          }
        });
  }

  @Override
  public boolean insert(String id, String fingerprint) {
    return run(
        "INSERT INTO " + table + " (id, fingerprint) VALUES (?, ?)",
        statement -> {
          statement.setString(1, id);
          statement.setString(2, fingerprint);
          try {
            return statement.executeUpdate() == 1;
          } catch (SQLException e) {
            if (isOfAnotherTransaction(e)) {
              return false;
            }
            throw e;
          }
        });
  }

  /** The key is there, or its owner did not end in time: SQL states of integrity and of locks. */
  private static boolean isOfAnotherTransaction(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("23")
        || state.startsWith("40")
        || state.startsWith("55")
        || state.startsWith("HYT");
  }

  @Override
  public void complete(String id, String result) {
    int changed =
        run(
            "UPDATE " + table + " SET result = ? WHERE id = ?",
            statement -> {
              statement.setString(1, result);
              statement.setString(2, id);
              return statement.executeUpdate();
            });
    if (changed != 1) {
      throw new IllegalStateException("the record of the key has gone");
    }
  }

  @Override
  public void remove(String id) {
    int unused =
        run(
            "DELETE FROM " + table + " WHERE id = ?",
            statement -> {
              statement.setString(1, id);
              return statement.executeUpdate();
            });
  }

  /**
   * Removes old records, in a transaction of the caller's. Nothing else does.
   *
   * @param instant later than the longest time after which a client may retry
   * @return how many
   */
  public int removeBefore(Instant instant) {
    return run(
        "DELETE FROM " + table + " WHERE created < ?",
        statement -> {
          statement.setTimestamp(1, Timestamp.from(instant));
          return statement.executeUpdate();
        });
  }

  private <T> T run(String sql, Step<T> step) {
    try (Connection connection = database.getConnection()) {
      if (connection.getAutoCommit()) {
        throw new IllegalStateException(
            "there is no transaction: each statement would be committed by itself");
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        return step.run(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The table " + table + " can't be used: " + e, e);
    }
  }
}
