package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.Reply;
import com.example.bookshop.server.ServerSession;
import io.buttress.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Redis goes and comes back; the Bookshop stays open and protected. */
@ExtendWith(ArquillianExtension.class)
class RedisOutageIT {
  /** The default read timeout, and what a request may take on top of it on a busy machine. */
  private static final Duration BEARABLE = Duration.ofMillis(250 + 750);

  private static final AtomicInteger NEXT = new AtomicInteger(201);

  private final EmbeddedRedis redis = ServerSession.redis();

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis();
  }

  @BeforeEach
  void useTheShop() {
    Customer customer = Customer.at("192.0.2.200");
    assertThat(customer.get("/api/books").status()).isEqualTo(200);
    assertThat(customer.get("/login").status()).isEqualTo(200);
    assertThat(Customer.at("192.0.2." + NEXT.getAndIncrement()).login("alice", "alice").status())
        .isEqualTo(302);
  }

  @AfterEach
  void bringRedisBack() {
    redis.restart();
    awaitSharedCounting("192.0.2.250");
  }

  @Test
  void a_killed_redis_costs_no_request_and_no_limit() {
    redis.kill();
    assertThatTheShopIsOpenAndProtected("192.0.2.2");
  }

  @Test
  void a_hung_redis_costs_no_request_and_no_limit() {
    redis.hang();
    assertThatTheShopIsOpenAndProtected("192.0.2.12");
  }

  @Test
  void limits_are_shared_again_within_a_second_of_the_return_of_redis() {
    redis.kill();
    assertThatTheShopIsOpenAndProtected("192.0.2.22");
    redis.restart();
    awaitSharedCounting("192.0.2.23");
  }

  @Test
  void flushed_scripts_are_loaded_again() {
    redis.command("SCRIPT", "FLUSH");
    Reply reply = Customer.at("192.0.2.31").get("/api/books");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(redis.command("KEYS", "bt:*")).contains("192.0.2.31");
  }

  private static void assertThatTheShopIsOpenAndProtected(String address) {
    Customer customer = Customer.at(address);
    List<Reply> logins =
        List.of("a", "b", "c", "d", "e", "f").stream()
            .map(guess -> customer.login("alice", guess))
            .toList();
    assertThat(logins).extracting(Reply::status).containsExactly(401, 401, 401, 401, 401, 429);
    List<Reply> books = customer.get("/api/books", 20);
    assertThat(books).allMatch(reply -> reply.status() == 200);
    assertThat(books).allMatch(reply -> !reply.header("RateLimit").isEmpty());
    assertThat(logins).allMatch(reply -> reply.took().compareTo(BEARABLE) < 0);
    assertThat(books).allMatch(reply -> reply.took().compareTo(BEARABLE) < 0);
  }

  private void awaitSharedCounting(String address) {
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              Customer.at(address).get("/api/books");
              assertThat(redis.command("KEYS", "bt:*")).contains(address);
            });
  }
}
