package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the settings of the Bookshop promise of its cache, kept in a real server. */
@ExtendWith(ArquillianExtension.class)
class ResponseCacheIT {
  private static final Pattern STOCK = Pattern.compile("Stock taken at (\\S+)</p>");
  private static final String DRACULA = "/api/books/9780141439846";
  private static final String FRANKENSTEIN = "/api/books/9780141439471";
  private static final String JANE_EYRE = "/api/books/9780141441146";

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis();
  }

  @Test
  void two_hundred_visitors_cost_one_look_at_the_stock() throws InterruptedException {
    List<Callable<Reply>> visitors =
        IntStream.range(0, 200)
            .mapToObj(
                i -> (Callable<Reply>) () -> Customer.at("198.51.100.8").get("/catalogue?rush=1"))
            .toList();
    ExecutorService rush = Executors.newFixedThreadPool(50);
    try {
      List<Future<Reply>> replies = rush.invokeAll(visitors);
      assertThat(replies.stream().map(ResponseCacheIT::stock).distinct()).hasSize(1);
    } finally {
      rush.shutdownNow();
    }
  }

  private static String stock(Future<Reply> reply) {
    try {
      return stock(reply.get());
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static String stock(Reply page) {
    assertThat(page.status()).isEqualTo(200);
    Matcher matcher = STOCK.matcher(page.body());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void a_page_from_the_cache_says_so_and_begins_no_session() {
    Customer first = Customer.at("198.51.100.9");
    Reply fetched = first.get("/catalogue?page=says");
    assertThat(fetched.header("Cache-Status")).startsWith("Buttress; fwd=miss; stored");
    Reply served = Customer.at("198.51.100.10").get("/catalogue?page=says&utm_source=mail");
    assertThat(served.header("Cache-Status")).startsWith("Buttress; hit; ttl=");
    assertThat(served.header("Age")).matches("\\d+");
    assertThat(served.header("Content-Type")).isEqualTo(fetched.header("Content-Type"));
    assertThat(served.header("Set-Cookie")).isEmpty();
    assertThat(served.body()).isEqualTo(fetched.body());
  }

  @Test
  void nobody_sees_the_page_of_a_customer_who_is_logged_in() {
    Customer alice = Customer.at("198.51.100.11");
    alice.login("alice", "alice");
    assertThat(alice.get("/catalogue?page=own").body()).contains("Log out alice");
    Customer stranger = Customer.at("198.51.100.12");
    assertThat(stranger.get("/catalogue?page=own").body()).doesNotContain("alice");
    assertThat(stranger.get("/catalogue?page=own").header("Cache-Status")).contains("hit");
    assertThat(alice.get("/catalogue?page=own").body()).contains("Log out alice");
  }

  @Test
  void a_new_price_shows_at_once() {
    Customer visitor = Customer.at("198.51.100.13");
    assertThat(visitor.get("/catalogue").body()).contains("<td>8.49</td>");
    assertThat(visitor.get(DRACULA).body()).contains("849");
    assertThat(visitor.get(DRACULA).header("Cache-Status")).contains("hit");

    Customer staff = Customer.at("198.51.100.14").named("sam");
    Reply changed = staff.post("/prices", Map.of("isbn", "9780141439846", "price", "4242"));
    assertThat(changed.status()).isEqualTo(302);

    assertThat(visitor.get("/catalogue").body()).contains("<td>42.42</td>");
    assertThat(visitor.get(DRACULA).body()).contains("4242");
  }

  @Test
  void a_price_that_a_program_changes_shows_at_once_and_other_books_stay_cached() {
    Customer visitor = Customer.at("198.51.100.17");
    visitor.get("/catalogue");
    visitor.get(FRANKENSTEIN);
    visitor.get(JANE_EYRE);

    Customer staff = Customer.at("198.51.100.18").named("sam");
    assertThat(staff.put(FRANKENSTEIN + "/price", "777").status()).isEqualTo(204);

    assertThat(visitor.get(FRANKENSTEIN).body()).contains("777");
    assertThat(visitor.get("/catalogue").body()).contains("<td>7.77</td>");
    assertThat(visitor.get(JANE_EYRE).header("Cache-Status")).contains("hit");
  }

  @Test
  void customers_change_no_prices() {
    Customer alice = Customer.at("198.51.100.15").named("alice");
    assertThat(alice.put(FRANKENSTEIN + "/price", "1").status()).isEqualTo(403);
    Reply refused = alice.post("/prices", Map.of("isbn", "9780141439846", "price", "1"));
    assertThat(refused.status()).isEqualTo(403);
  }

  @Test
  void a_known_page_is_not_sent_again() {
    Customer visitor = Customer.at("198.51.100.16");
    visitor.get("/catalogue?page=known");
    String etag = visitor.get("/catalogue?page=known").header("ETag");
    assertThat(etag).startsWith("W/\"");
    Reply again = visitor.get("/catalogue?page=known", Map.of("If-None-Match", etag));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }
}
