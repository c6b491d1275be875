package io.buttress.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.idempotency.Refusal.Reason;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records in a real database, in the transaction of the work. */
class TransactionalIdempotencyTest {
  private static final IdempotentCall CALL = new IdempotentCall("id", "fingerprint");

  private final JdbcDataSource database = new JdbcDataSource();
  private Connection keptOpen;

  @BeforeEach
  void lay() throws SQLException {
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=5000");
    keptOpen = database.getConnection();
    try (Statement statement = keptOpen.createStatement()) {
      statement.execute(
          "CREATE TABLE buttress_idempotency (id VARCHAR(64) NOT NULL PRIMARY KEY,"
              + " fingerprint VARCHAR(64) NOT NULL, result VARCHAR(4000),"
              + " created TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
      statement.execute("CREATE TABLE orders (number INT)");
    }
  }

  @AfterEach
  void close() throws SQLException {
    keptOpen.close();
  }

  /** As a container gives connections within a transaction: the same one, which close keeps. */
  private static DataSource within(Connection transaction) {
    Connection unclosed =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    return null;
                  }
                  try {
                    return method.invoke(transaction, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> unclosed);
  }

  private static TransactionalIdempotency records(Connection transaction) {
    return new TransactionalIdempotency(new JdbcTransactionRecords(within(transaction)));
  }

  private Connection begin() throws SQLException {
    Connection connection = database.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static String order(Connection transaction) throws SQLException {
    try (Statement statement = transaction.createStatement()) {
      statement.execute("INSERT INTO orders VALUES (17)");
    }
    return "17";
  }

  private int orders() throws SQLException {
    try (Statement statement = keptOpen.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM orders")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private Outcome order(IdempotentCall call) throws SQLException {
    try (Connection transaction = begin()) {
      Outcome outcome = records(transaction).execute(call, () -> order(transaction));
      transaction.commit();
      return outcome;
    }
  }

  private static Reason reason(Outcome outcome) {
    return ((Outcome.Refused) outcome).refusal().reason();
  }

  @Test
  void what_is_committed_is_not_done_again() throws SQLException {
    assertThat(order(CALL)).isEqualTo(new Outcome.Done("17", false));
    assertThat(order(CALL)).isEqualTo(new Outcome.Done("17", true));
    assertThat(orders()).isEqualTo(1);
    assertThat(order(new IdempotentCall("other", "fingerprint")))
        .isEqualTo(new Outcome.Done("17", false));
  }

  @Test
  void another_request_under_the_key_is_refused() throws SQLException {
    order(CALL);
    assertThat(reason(order(new IdempotentCall("id", "other")))).isEqualTo(Reason.MISMATCH);
    assertThat(orders()).isEqualTo(1);
  }

  @Test
  void what_a_crash_rolls_back_takes_its_key_with_it() throws SQLException {
    try (Connection transaction = begin()) {
      records(transaction).execute(CALL, () -> order(transaction));
      transaction.rollback();
    }
    assertThat(orders()).isZero();
    assertThat(order(CALL)).isEqualTo(new Outcome.Done("17", false));
  }

  @Test
  void of_two_transactions_at_once_one_is_done() throws Exception {
    CountDownLatch inserted = new CountDownLatch(1);
    try (Connection first = begin()) {
      CompletableFuture<Outcome> second = new CompletableFuture<>();
      Thread other =
          new Thread(
              () -> {
                try (Connection transaction = begin()) {
                  inserted.await();
                  second.complete(records(transaction).execute(CALL, () -> order(transaction)));
                  transaction.rollback();
                } catch (Exception e) {
                  second.completeExceptionally(e);
                }
              });
      other.start();
      records(first)
          .execute(
              CALL,
              () -> {
                inserted.countDown();
                return order(first);
              });
      first.commit();
      // The one that came second was there before the first one's end, or after it.
      Outcome outcome = second.get();
      boolean replayed = outcome.equals(new Outcome.Done("17", true));
      assertThat(replayed || reason(outcome) == Reason.IN_FLIGHT).isTrue();
      other.join();
    }
    assertThat(orders()).isEqualTo(1);
    assertThat(order(CALL)).isEqualTo(new Outcome.Done("17", true));
  }

  @Test
  void work_that_fails_leaves_the_key_free_even_if_the_caller_commits() throws SQLException {
    try (Connection transaction = begin()) {
      assertThatThrownBy(
              () ->
                  records(transaction)
                      .execute(
                          CALL,
                          () -> {
                            throw new IOException("no");
                          }))
          .isInstanceOf(IOException.class);
      transaction.commit();
    }
    assertThat(order(CALL)).isEqualTo(new Outcome.Done("17", false));
  }

  @Test
  void without_a_transaction_it_is_not_done() {
    TransactionalIdempotency outside =
        new TransactionalIdempotency(new JdbcTransactionRecords(database));
    assertThatThrownBy(() -> outside.execute(CALL, () -> "17"))
        .hasMessageContaining("there is no transaction");
  }

  @Test
  void old_records_are_removed_when_asked_for() throws SQLException {
    order(CALL);
    try (Connection transaction = begin()) {
      JdbcTransactionRecords records = new JdbcTransactionRecords(within(transaction));
      assertThat(records.removeBefore(Instant.parse("2020-01-01T00:00:00Z"))).isZero();
      assertThat(records.removeBefore(Instant.parse("2999-01-01T00:00:00Z"))).isEqualTo(1);
      transaction.commit();
    }
  }

  @Test
  void a_tables_name_is_no_statement() {
    assertThatThrownBy(() -> new JdbcTransactionRecords(database, "a; DROP TABLE b"))
        .hasMessageContaining("no name of a table");
  }
}
