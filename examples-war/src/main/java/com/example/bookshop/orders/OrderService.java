package com.example.bookshop.orders;

import io.buttress.idempotency.IdempotentCall;
import io.buttress.idempotency.JdbcTransactionRecords;
import io.buttress.idempotency.Outcome;
import io.buttress.idempotency.TransactionalIdempotency;
import io.buttress.jobs.JobOutbox;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Takes orders, and shows a customer their own. */
@Stateless
public class OrderService {
  @Resource(lookup = "java:comp/DefaultDataSource")
  private DataSource database;

  @Inject private JobOutbox jobs;

  private TransactionalIdempotency keys;

  @PostConstruct
  void useTable() {
    keys = new TransactionalIdempotency(new JdbcTransactionRecords(database));
  }

  /**
   * Places an order once for a key: the key is noted in the order's transaction, so that a server
   * which is killed at any moment leaves both or neither.
   *
   * @return the order's number, of now or of the first time
   */
  public long placeOnce(IdempotentCall call, String customer, String isbn, int quantity)
      throws NotInStockException {
    Outcome outcome = keys.execute(call, () -> Long.toString(place(customer, isbn, quantity)));
    if (outcome instanceof Outcome.Done done) {
      return Long.parseLong(done.result());
    }
    throw new OrderInProgressException();
  }

  /**
   * Takes the books out of the stock and notes the order, in one transaction. What the customer
   * need not wait for is left to jobs: they are noted in that transaction, too, so that a server
   * which dies right after it loses none, and begin when it has been committed.
   *
   * @return the order's number
   */
  public long place(String customer, String isbn, int quantity) throws NotInStockException {
    try (Connection connection = database.getConnection()) {
      takeFromStock(connection, isbn, quantity);
      long order = insert(connection, customer, isbn, quantity);
      jobs.enqueue(OrderPapers.CONFIRMATION, order);
      jobs.enqueue(OrderPapers.INVOICE, order);
      return order;
    } catch (SQLException e) {
      throw new IllegalStateException("The order can't be noted", e);
    }
  }

  /** The newest first. */
  public List<Order> ordersOf(String customer) {
    String sql =
        "SELECT o.id, o.isbn, b.title, o.quantity, o.placed_at"
            + " FROM bookshop_order o JOIN bookshop_book b ON b.isbn = o.isbn"
            + " WHERE o.customer = ? ORDER BY o.id DESC";
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, customer);
      try (ResultSet rows = statement.executeQuery()) {
        List<Order> orders = new ArrayList<>();
        while (rows.next()) {
          orders.add(
              new Order(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getInt(4),
                  rows.getString(5)));
        }
        return orders;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The orders can't be read", e);
    }
  }

  private static void takeFromStock(Connection connection, String isbn, int quantity)
      throws SQLException, NotInStockException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE bookshop_book SET stock = stock - ? WHERE isbn = ? AND stock >= ?")) {
      statement.setInt(1, quantity);
      statement.setString(2, isbn);
      statement.setInt(3, quantity);
      if (statement.executeUpdate() == 0) {
        throw new NotInStockException(isbn);
      }
    }
  }

  private static long insert(Connection connection, String customer, String isbn, int quantity)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO bookshop_order (customer, isbn, quantity) VALUES (?, ?, ?)",
            Statement.RETURN_GENERATED_KEYS)) {
      statement.setString(1, customer);
      statement.setString(2, isbn);
      statement.setInt(3, quantity);
      statement.executeUpdate();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        keys.next();
        return keys.getLong(1);
      }
    }
  }
}
