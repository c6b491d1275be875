package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.Reply;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The application itself does on each server what it did before it wore Buttress. */
@ExtendWith(ArquillianExtension.class)
class BookshopIT {
  private static final String ORDER = "{\"isbn\":\"9780141439518\",\"quantity\":2}";

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis();
  }

  @Test
  void the_catalogue_page_lists_the_books() {
    assertThat(Customer.at("198.51.100.1").get("/catalogue").body())
        .contains("Pride and Prejudice", "Emily Brontë", "12 books");
  }

  @Test
  void the_start_page_is_the_catalogue() {
    assertThat(Customer.at("198.51.100.1").get("/").body()).contains("12 books");
  }

  @Test
  void the_search_finds_titles_and_authors_and_shows_markup_as_text() {
    Customer customer = Customer.at("198.51.100.2");
    assertThat(customer.get("/search?q=DICKENS").body()).contains("Great Expect", "2 books");
    assertThat(customer.get("/search?q=%3Cb%3E").body()).contains("&lt;b&gt;", "0 books");
    assertThat(customer.get("/search").status()).isEqualTo(400);
  }

  @Test
  void the_api_gives_books_to_everybody() {
    Customer customer = Customer.at("198.51.100.3");
    assertThat(customer.get("/api/books").body()).contains("9780141439471");
    assertThat(customer.get("/api/books/9780141439471").body()).contains("Frankenstein");
    assertThat(customer.get("/api/books/1").status()).isEqualTo(404);
  }

  @Test
  void the_api_gives_orders_only_to_who_knows_the_password() {
    Customer stranger = Customer.at("198.51.100.4");
    Reply unknown = stranger.get("/api/orders");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.header("WWW-Authenticate")).startsWith("Basic");
    assertThat(stranger.withCredentials("alice", "guess").get("/api/orders").status())
        .isEqualTo(401);
  }

  @Test
  void customers_see_their_own_orders_and_no_others() {
    Customer bob = Customer.at("198.51.100.5").named("bob");
    assertThat(bob.postJson("/api/orders", ORDER).status()).isEqualTo(201);
    assertThat(bob.get("/api/orders").body()).contains("Pride and Prejudice");
    Customer paula = Customer.at("198.51.100.6").named("paula");
    assertThat(paula.get("/api/orders").body()).isEqualTo("[]");
  }

  @Test
  void what_is_not_in_stock_is_not_ordered() {
    Customer paula = Customer.at("198.51.100.7").named("paula");
    Reply soldOut = paula.postJson("/api/orders", "{\"isbn\":\"9780141439761\",\"quantity\":1}");
    assertThat(soldOut.status()).isEqualTo(409);
    assertThat(paula.postJson("/api/orders", "{\"quantity\":0}").status()).isEqualTo(400);
  }

  @Test
  void a_login_by_form_opens_the_order_history_until_the_logout() {
    Customer alice = Customer.at("198.51.100.8");
    assertThat(alice.get("/orders").header("Location")).contains("/login?next=");
    assertThat(alice.login("alice", "guess").status()).isEqualTo(401);
    assertThat(alice.login("alice", "alice").header("Location")).endsWith("/orders");
    assertThat(alice.get("/orders").body()).contains("Orders of alice");
    alice.post("/logout", Map.of());
    assertThat(alice.get("/orders").status()).isEqualTo(302);
  }
}
