package com.example.bookshop.orders;

import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobHandler;
import io.buttress.jobs.JobInbox;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Writes what a customer gets for an order, after the order has been noted. */
@Stateless
public class OrderPapers {
  static final String CONFIRMATION = "order.confirmation";
  static final String INVOICE = "order.invoice";

  private final JobInbox inbox = new JobInbox();

  @Resource(lookup = "java:comp/DefaultDataSource")
  private DataSource database;

  /** Sends the confirmation; a mail server that is down is tried again for hours. */
  @JobHandler(value = CONFIRMATION, queue = "mail", attempts = 20, timeout = "30s")
  public void confirm(Long order, JobContext job) throws SQLException {
    write(order, "confirmation", job);
  }

  /** Renders the invoice. */
  @JobHandler(value = INVOICE, queue = "papers")
  public void invoice(Long order, JobContext job) throws SQLException {
    write(order, "invoice", job);
  }

  /** The kinds of papers that a customer has got for an order. */
  public List<String> papersOf(String customer, long order) throws SQLException {
    String sql =
        "SELECT p.kind FROM bookshop_paper p JOIN bookshop_order o ON o.id = p.order_id"
            + " WHERE o.customer = ? AND o.id = ? ORDER BY p.kind";
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, customer);
      statement.setLong(2, order);
      try (ResultSet rows = statement.executeQuery()) {
        List<String> kinds = new ArrayList<>();
        while (rows.next()) {
          kinds.add(rows.getString(1));
        }
        return kinds;
      }
    }
  }

  /** A node that dies between commit and acknowledgement makes a job run again: once is enough. */
  private void write(long order, String kind, JobContext job) throws SQLException {
    try (Connection connection = database.getConnection()) {
      if (inbox.isFirst(connection, job)) {
        insert(connection, order, kind);
      }
    }
  }

  private static void insert(Connection connection, long order, String kind) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO bookshop_paper (order_id, kind) VALUES (?, ?)")) {
      statement.setLong(1, order);
      statement.setString(2, kind);
      statement.executeUpdate();
    }
  }
}
