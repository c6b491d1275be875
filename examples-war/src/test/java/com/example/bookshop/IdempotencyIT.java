package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.deployed.Handover;
import com.example.bookshop.deployed.Reservations;
import com.example.bookshop.deployed.RoleChanges;
import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.Reply;
import com.example.bookshop.server.ServerSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An order with a key is placed once, on each server. */
@ExtendWith(ArquillianExtension.class)
class IdempotencyIT {
  private static final String ORDER = "{\"isbn\":\"9780141439556\",\"quantity\":1}";
  private static final String WISH = "{\"isbn\":\"9780141439556\"}";

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis(Map.of("buttress.idempotency.handover.paths", "/handover"))
        .addClasses(RoleChanges.class, Reservations.class, Handover.class);
  }

  /** Limits of customers would go beyond one test. */
  @BeforeEach
  @AfterEach
  void forgetLimits() {
    ServerSession.redis().command("FLUSHALL");
  }

  private static Map<String, String> key() {
    return Map.of("Idempotency-Key", UUID.randomUUID().toString());
  }

  private static int orders(Customer customer) {
    return customer.get("/api/orders").body().split("9780141439556", -1).length - 1;
  }

  @Test
  void a_retry_gets_the_answer_of_the_first_request() {
    Customer bob = Customer.at("198.51.100.31").named("bob");
    int before = orders(bob);
    Map<String, String> key = key();
    Reply first = bob.postJson("/api/orders", ORDER, key);
    Reply retry = bob.postJson("/api/orders", ORDER, key);
    assertThat(first.status()).isEqualTo(201);
    assertThat(retry.status()).isEqualTo(201);
    assertThat(retry.body()).isEqualTo(first.body());
    assertThat(retry.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(orders(bob)).isEqualTo(before + 1);
    Reply other = bob.postJson("/api/orders", ORDER.replace(":1", ":2"), key);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.body()).contains("urn:buttress:idempotency:mismatch");
  }

  @Test
  void work_that_goes_on_behind_a_forward_knows_of_it() {
    Customer carol = Customer.at("198.51.100.77");
    String plain = carol.postJson("/handover", WISH, Map.of()).body();
    assertThat(plain).startsWith("/takeover by forward ");
    assertThat(carol.postJson("/handover", WISH, key()).body()).isEqualTo(plain);
  }

  @Test
  void a_retry_gets_the_same_order_also_when_redis_has_lost_all() {
    Customer bob = Customer.at("198.51.100.32").named("bob");
    Map<String, String> key = key();
    Reply first = bob.postJson("/api/orders", ORDER, key);
    int placed = orders(bob);
    ServerSession.redis().command("FLUSHALL");
    Reply retry = bob.postJson("/api/orders", ORDER, key);
    assertThat(retry.status()).isEqualTo(201);
    assertThat(retry.body()).isEqualTo(first.body());
    assertThat(orders(bob)).isEqualTo(placed);
  }

  @Test
  void another_customer_with_the_same_key_places_an_order_of_their_own() {
    Map<String, String> key = key();
    Customer bob = Customer.at("198.51.100.33").named("bob");
    Customer paula = Customer.at("198.51.100.34").named("paula");
    Reply first = bob.postJson("/api/orders", ORDER, key);
    Reply hers = paula.postJson("/api/orders", ORDER, key);
    assertThat(hers.status()).isEqualTo(201);
    assertThat(hers.body()).isNotEqualTo(first.body());
    Customer stranger = Customer.at("198.51.100.35").withCredentials("bob", "guess");
    assertThat(stranger.postJson("/api/orders", ORDER, key).status()).isEqualTo(401);
  }

  @Test
  void who_may_not_order_any_more_gets_no_answer_of_before() {
    Map<String, String> key = key();
    Customer alice = Customer.at("198.51.100.37").named("alice");
    assertThat(alice.postJson("/api/orders", ORDER, key).status()).isEqualTo(201);
    giveRole("alice", "nobody");
    try {
      Reply refused = alice.postJson("/api/orders", ORDER, key);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.header("Idempotency-Replayed")).isEmpty();
      assertThat(refused.body()).doesNotContain("\"id\"");
    } finally {
      giveRole("alice", "customer");
    }
    assertThat(alice.postJson("/api/orders", ORDER, key).header("Idempotency-Replayed"))
        .isEqualTo("true");
  }

  private static void giveRole(String name, String role) {
    Reply done = Customer.at("198.51.100.38").postJson("/api/roles/" + name + "/" + role, "");
    assertThat(done.status()).isEqualTo(204);
  }

  @Test
  void of_many_requests_at_once_one_places_an_order() {
    Map<String, String> key = key();
    Customer alice = Customer.at("198.51.100.36").named("alice");
    int before = orders(alice);
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      replies.add(CompletableFuture.supplyAsync(() -> alice.postJson("/api/orders", ORDER, key)));
    }
    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.join().status()).isIn(201, 409, 503);
    }
    assertThat(orders(alice)).isEqualTo(before + 1);
  }

  private static long reservations() {
    return Long.parseLong(
        Customer.at("198.51.100.39").postJson("/api/reservations/count", "{}").body());
  }

  /** An asynchronous answer may be with the client a little before it is stored. */
  private static Reply retry(Customer customer, String path, Map<String, String> key) {
    AtomicReference<Reply> last = new AtomicReference<>();
    await()
        .until(
            () -> {
              last.set(customer.postJson(path, WISH, key));
              return last.get().header("Retry-After").isEmpty();
            });
    return last.get();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/reservations, 201",
    "/api/reservations/later, 200",
    "/api/reservations/refused, 410",
  })
  void an_annotated_resource_is_asked_once(String path, int status) {
    Customer bob = Customer.at("198.51.100.40").named("bob");
    Map<String, String> key = key();
    Reply first = bob.postJson(path, WISH, key);
    long reserved = reservations();
    Reply retry = retry(bob, path, key);
    assertThat(first.status()).isEqualTo(status);
    assertThat(first.body()).contains("\"number\":" + reserved);
    assertThat(retry.status()).isEqualTo(status);
    assertThat(retry.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(retry.body()).isEqualTo(first.body());
    assertThat(retry.header("Location")).isEqualTo(first.header("Location"));
    assertThat(reservations()).isEqualTo(reserved);
    Reply other = bob.postJson(path, WISH.replace("6\"", "7\""), key);
    assertThat(other.status()).isEqualTo(422);
    Reply hers = Customer.at("198.51.100.41").named("paula").postJson(path, WISH, key);
    assertThat(hers.status()).isEqualTo(status);
    assertThat(hers.body()).isNotEqualTo(first.body());
    assertThat(Customer.at("198.51.100.42").postJson(path, WISH).status()).isEqualTo(400);
    assertThat(reservations()).isEqualTo(reserved + 1);
  }

  @Test
  void an_annotated_resource_that_breaks_leaves_the_key_free() {
    Customer bob = Customer.at("198.51.100.43").named("bob");
    Map<String, String> key = key();
    long before = reservations();
    assertThat(bob.postJson("/api/reservations/broken", WISH, key).status()).isEqualTo(500);
    assertThat(retry(bob, "/api/reservations/broken", key).status()).isEqualTo(500);
    assertThat(reservations()).isEqualTo(before + 2);
  }

  @Test
  void events_of_an_annotated_resource_are_sent_once() {
    Customer bob = Customer.at("198.51.100.44").named("bob");
    Map<String, String> key = key();
    Reply first = bob.postJson("/api/reservations/events", WISH, key);
    long reserved = reservations();
    assertThat(first.body()).contains("data: number " + reserved);
    Reply retry = retry(bob, "/api/reservations/events", key);
    assertThat(retry.status()).isEqualTo(409);
    assertThat(retry.body()).contains("urn:buttress:idempotency:not-replayable");
    assertThat(reservations()).isEqualTo(reserved);
  }
}
