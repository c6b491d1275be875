package com.example.bookshop.catalogue;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/** The catalogue. */
@Stateless
public class CatalogueService {
  private static final String SELECT =
      "SELECT isbn, title, author, price_in_cents, stock FROM bookshop_book ";

  @Resource(lookup = "java:comp/DefaultDataSource")
  private DataSource database;

  public List<Book> all() {
    return query(SELECT + "ORDER BY title");
  }

  public Optional<Book> find(String isbn) {
    return query(SELECT + "WHERE isbn = ?", isbn).stream().findFirst();
  }

  /** The books whose title or author contains the text, in whatever case. */
  public List<Book> search(String text) {
    String pattern = "%" + text.toLowerCase(Locale.ROOT).replaceAll("([%_!])", "!$1") + "%";
    return query(
        SELECT
            + "WHERE LOWER(title) LIKE ? ESCAPE '!' OR LOWER(author) LIKE ? ESCAPE '!'"
            + " ORDER BY title",
        pattern,
        pattern);
  }

  /**
   * Changes the price of a book.
   *
   * @return false if there is no such book
   */
  public boolean changePrice(String isbn, int cents) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE bookshop_book SET price_in_cents = ? WHERE isbn = ?")) {
      statement.setInt(1, cents);
      statement.setString(2, isbn);
      return statement.executeUpdate() > 0;
    } catch (SQLException e) {
      throw new IllegalStateException("The price can't be changed", e);
    }
  }

  private List<Book> query(String sql, String... parameters) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<Book> books = new ArrayList<>();
        while (rows.next()) {
          books.add(
              new Book(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getInt(4),
                  rows.getInt(5)));
        }
        return books;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The catalogue can't be read", e);
    }
  }
}
