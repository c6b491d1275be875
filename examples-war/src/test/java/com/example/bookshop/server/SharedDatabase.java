package com.example.bookshop.server;

import com.example.bookshop.database.DatabaseSetup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.h2.tools.Server;

/**
 * The database of several nodes: in this JVM, so that it outlives each of them. Its tables are laid
 * once, by the Bookshop's own script, with books enough for everybody.
 */
public final class SharedDatabase implements AutoCloseable {
  private static final String LOCAL = "jdbc:h2:mem:bookshop;LOCK_TIMEOUT=20000";
  private static final String USER = "sa";
  private static final int ITERATIONS = 1024;
  private static final int BITS = 256;

  private final Connection own;
  private final Server server;

  private SharedDatabase(Connection own, Server server) {
    this.own = own;
    this.server = server;
  }

  static SharedDatabase open() {
    // Else it would listen on all addresses.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    try {
      SharedDatabase database =
          new SharedDatabase(
              connect(), Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start());
      database.layTables();
      return database;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(LOCAL, USER, USER);
  }

  /** For the nodes, whose user is the one that WildFly's data source has. */
  String url() {
    return LOCAL.replace("mem:", "tcp://127.0.0.1:" + server.getPort() + "/mem:");
  }

  private void layTables() throws SQLException {
    try (InputStream script = DatabaseSetup.class.getResourceAsStream("bookshop.sql");
        Statement statement = own.createStatement()) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      for (String command : text.split(";\\s*\n", 0)) {
        statement.execute(command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    update("UPDATE bookshop_book SET stock = 1000000");
    for (String name : List.of("alice", "bob")) {
      update("INSERT INTO bookshop_customer VALUES (?, ?, ?)", name, hash(name), "customer");
    }
  }

  /** As the Jakarta Security API writes it. */
  private static String hash(String password) {
    byte[] salt = new byte[BITS / Byte.SIZE];
    String algorithm = "PBKDF2WithHmacSHA256";
    try {
      byte[] hash =
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, BITS))
              .getEncoded();
      Base64.Encoder base64 = Base64.getEncoder();
      return String.join(
          ":",
          algorithm,
          Integer.toString(ITERATIONS),
          base64.encodeToString(salt),
          base64.encodeToString(hash));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Changes something, and commits that. */
  public synchronized void update(String sql, Object... values) {
    try (PreparedStatement statement = prepared(own, sql, values)) {
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The numbers of a customer's orders, as committed. */
  public synchronized List<Long> ordersOf(String customer) {
    try (PreparedStatement statement =
            prepared(
                own, "SELECT id FROM bookshop_order WHERE customer = ? ORDER BY id", customer);
        ResultSet rows = statement.executeQuery()) {
      List<Long> ids = new ArrayList<>();
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
      return ids;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whoever orders this book waits until the result is closed, for 20 s at most. */
  public Connection lockBook(String isbn) {
    try {
      Connection holder = connect();
      holder.setAutoCommit(false);
      try (PreparedStatement statement =
          prepared(holder, "SELECT stock FROM bookshop_book WHERE isbn = ? FOR UPDATE", isbn)) {
        statement.execute();
      }
      return holder;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void close() {
    server.stop();
    try {
      own.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
