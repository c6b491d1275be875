package com.example.bookshop.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Lays the tables anew at each start, with the same books and customers. */
@Singleton
@Startup
public class DatabaseSetup {
  @Resource(lookup = "java:comp/DefaultDataSource")
  private DataSource database;

  @Inject private Pbkdf2PasswordHash passwords;

  @PostConstruct
  void setUp() {
    try (Connection connection = database.getConnection()) {
      runScript(connection);
      addCustomer(connection, "alice", "customer");
      addCustomer(connection, "bob", "customer");
      addCustomer(connection, "paula", "premium");
      addCustomer(connection, "sam", "staff");
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("The database can't be set up", e);
    }
  }

  private static void runScript(Connection connection) throws SQLException, IOException {
    try (InputStream script = DatabaseSetup.class.getResourceAsStream("bookshop.sql");
        Statement statement = connection.createStatement()) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      for (String command : text.split(";\\s*\n", 0)) {
        statement.execute(command);
      }
    }
  }

  /** It is a demonstration: everybody's password is their name. */
  private void addCustomer(Connection connection, String name, String role) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO bookshop_customer (name, password, role) VALUES (?, ?, ?)")) {
      statement.setString(1, name);
      statement.setString(2, passwords.generate(name.toCharArray()));
      statement.setString(3, role);
      statement.executeUpdate();
    }
  }
}
