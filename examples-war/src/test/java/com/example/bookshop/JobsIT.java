package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.Reply;
import com.example.bookshop.server.ServerSession;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the Bookshop leaves to jobs is done, in the server that runs it. */
@ExtendWith(ArquillianExtension.class)
class JobsIT {
  private static final String ORDER = "{\"isbn\":\"9780141439471\",\"quantity\":1}";

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis();
  }

  @Test
  void an_order_is_confirmed_and_invoiced_after_it_has_been_noted() {
    Customer alice = Customer.at("198.51.100.90").named("alice");
    Reply placed = alice.postJson("/api/orders", ORDER);
    assertThat(placed.status()).isEqualTo(201);
    String id = placed.body().replaceAll("\\D", "");
    await()
        .untilAsserted(
            () ->
                assertThat(alice.get("/api/orders/" + id + "/papers").body())
                    .isEqualTo("[\"confirmation\",\"invoice\"]"));
    await()
        .untilAsserted(
            () ->
                assertThat(ServerSession.redis().command("KEYS", "bt:{*:mail}:[hlsder]*"))
                    .isEmpty());
  }

  @Test
  void what_is_not_ordered_has_no_jobs() {
    Customer bob = Customer.at("198.51.100.91").named("bob");
    String none = "{\"isbn\":\"9780141439761\",\"quantity\":1}";
    assertThat(bob.postJson("/api/orders", none).status()).isEqualTo(409);
    assertThat(ServerSession.redis().command("KEYS", "bt:{*:papers}:j*")).isEmpty();
  }
}
