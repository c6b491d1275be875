package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.Reply;
import com.example.bookshop.server.ServerSession;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the settings of the Bookshop promise, kept in a real server. */
@ExtendWith(ArquillianExtension.class)
class RateLimitIT {
  private static final String PROBLEM =
      "https://iana.org/assignments/http-problem-types#quota-exceeded";

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis();
  }

  @Test
  void the_sixth_login_within_a_minute_is_refused_whatever_the_password() {
    Customer thief = Customer.at("203.0.113.1");
    for (int i = 0; i < 5; i++) {
      assertThat(thief.login("alice", "guess" + i).status()).isEqualTo(401);
    }
    assertThat(thief.login("alice", "alice").status()).isEqualTo(429);
    assertThat(Customer.at("203.0.113.2").login("alice", "alice").status()).isEqualTo(302);
  }

  @Test
  void a_refusal_says_why_and_when_to_come_back() {
    Customer thief = Customer.at("203.0.113.3");
    for (int i = 0; i < 5; i++) {
      thief.login("alice", "guess");
    }
    Reply refusal = thief.login("alice", "guess");
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refusal.body()).contains(PROBLEM, "\"violated-policies\":[\"login\"]");
    assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(50, 60);
    assertThat(refusal.header("RateLimit-Policy")).isEqualTo("\"login\";q=5;w=60");
    assertThat(refusal.header("RateLimit")).matches("\"login\";r=0;t=\\d+");
    assertThat(refusal.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void the_login_form_itself_is_not_limited() {
    assertThat(Customer.at("203.0.113.4").get("/login", 8))
        .allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200))
        .allSatisfy(reply -> assertThat(reply.header("RateLimit")).isEmpty());
  }

  @Test
  void what_no_policy_names_is_served_as_ever() {
    Customer customer = Customer.at("203.0.113.5");
    for (String path : List.of("/ping", "/catalogue", "/bookshop.css")) {
      Reply reply = customer.get(path);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("ratelimit"));
    }
  }

  @Test
  void admitted_requests_are_told_what_is_left() {
    Customer customer = Customer.at("203.0.113.6");
    Reply first = customer.get("/api/books/9780141439518");
    assertThat(first.body()).contains("Pride and Prejudice");
    assertThat(first.header("RateLimit-Policy")).isEqualTo("\"api\";q=100;w=60");
    assertThat(first.header("RateLimit")).startsWith("\"api\";r=99;t=");
    assertThat(customer.get("/api/books").header("RateLimit")).startsWith("\"api\";r=98;t=");
  }

  @Test
  void a_user_of_the_api_has_100_requests_a_minute_wherever_they_come_from() {
    assertThat(
            IntStream.range(0, 110)
                .mapToObj(i -> Customer.at("203.0.113." + (100 + i)).named("alice"))
                .map(alice -> alice.get("/api/orders").status()))
        .startsWith(Collections.nCopies(100, 200).toArray(Integer[]::new))
        .endsWith(Collections.nCopies(10, 429).toArray(Integer[]::new));
    assertThat(Customer.at("203.0.113.7").named("bob").get("/api/orders").status()).isEqualTo(200);
  }

  @Test
  void an_annotation_limits_one_resource_method_on_top_of_what_the_filter_limits() {
    Customer bob = Customer.at("203.0.113.11").named("bob");
    String order = "{\"isbn\":\"9780141439518\",\"quantity\":1}";
    Reply first = bob.postJson("/api/orders", order);
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.headers().allValues("RateLimit-Policy"))
        .singleElement(STRING)
        .contains("\"api\";q=100;w=60", "\"OrderResource.place\";q=10;w=60");
    for (int i = 2; i <= 10; i++) {
      assertThat(bob.postJson("/api/orders", order).status()).isEqualTo(201);
    }
    Reply eleventh = bob.postJson("/api/orders", order);
    assertThat(eleventh.status()).isEqualTo(429);
    assertThat(eleventh.header("Content-Type")).startsWith("application/problem+json");
    assertThat(eleventh.body()).contains("\"violated-policies\":[\"OrderResource.place\"]");
    assertThat(bob.get("/api/orders").status()).isEqualTo(200);
  }

  @Test
  void premium_customers_have_more() {
    Reply reply = Customer.at("203.0.113.8").named("paula").get("/api/orders");
    assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"api\";q=1000;w=60");
  }

  @Test
  void the_search_has_a_burst_and_a_sustained_limit() {
    Customer reader = Customer.at("203.0.113.9");
    Reply first = reader.get("/search?q=dickens");
    assertThat(first.header("RateLimit-Policy"))
        .isEqualTo("\"search:burst\";q=10;w=1, \"search:sustained\";q=100;w=60");
    assertThat(first.body()).contains("2 books");
    List<Reply> replies = reader.get("/search?q=dickens", 150);
    assertThat(replies).anyMatch(reply -> reply.status() == 429);
    assertThat(replies).allMatch(reply -> reply.status() == 200 || reply.status() == 429);
  }

  @Test
  void limits_are_counted_in_redis() {
    assertThat(Customer.at("203.0.113.10").get("/search?q=x").status()).isEqualTo(200);
    assertThat(ServerSession.redis().command("KEYS", "bt:*")).contains("search:203.0.113.10");
  }
}
