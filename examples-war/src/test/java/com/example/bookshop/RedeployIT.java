package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.ServerProcess;
import com.example.bookshop.server.ServerSession;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an undeployed Bookshop leaves behind. */
@ExtendWith(ArquillianExtension.class)
class RedeployIT {
  private static final int TIMES = 10;

  /**
   * What servers themselves hold, by the paths in their heaps: WildFly the application that an idle
   * worker thread served last, one a thread, and Payara the first one that its scheduler made a
   * thread for. That came to 1 or 2 after 10 redeployments. A leak holds all ten.
   */
  private static final int HELD_AT_MOST = 4;

  @ArquillianResource private Deployer deployer;

  @Deployment(name = "bookshop", managed = false, testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis();
  }

  @Test
  void ten_redeployments_leave_no_thread_connection_or_class_loader() {
    ServerProcess server = ServerProcess.running();
    long allowed = server.loadedCopies("io.buttress.Buttress") + HELD_AT_MOST;
    for (int i = 0; i < TIMES; i++) {
      deployer.deploy("bookshop");
      use("198.51.100." + (50 + i));
      deployer.undeploy("bookshop");
    }
    // The one that asks is a client, too.
    await().untilAsserted(() -> assertThat(clients()).isEqualTo(1));
    assertThat(server.threads())
        .noneMatch(name -> name.matches("(?i).*(buttress|redis|jedis|commons-pool|caffeine).*"));
    for (String name : List.of("com.example.bookshop.web.SearchServlet", "io.buttress.Buttress")) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(server.loadedCopies(name)).isLessThanOrEqualTo(allowed));
    }
  }

  private static long clients() {
    return ServerSession.redis().command("CLIENT", "LIST").lines().count();
  }

  private static void use(String address) {
    Customer customer = Customer.at(address);
    assertThat(customer.get("/search?q=dickens").status()).isEqualTo(200);
    assertThat(customer.get("/api/books").status()).isEqualTo(200);
    assertThat(customer.login("alice", "alice").status()).isEqualTo(302);
    assertThat(customer.named("alice").get("/api/orders").status()).isEqualTo(200);
  }
}
