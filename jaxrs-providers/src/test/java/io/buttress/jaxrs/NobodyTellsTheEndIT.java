package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jaxrs.app.Airport;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An {@code <absolute-ordering>} leaves the initializer out: limits hold, leases end earlier. */
class NobodyTellsTheEndIT {
  private static RestServer server;

  @BeforeAll
  static void deploy() {
    server = Deployed.of(Airport.class).with("flight.lease", "1s").withoutInitializer().start();
  }

  @AfterAll
  static void undeploy() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/unmapped", "/stream", "/part", "/resumed-at-once"})
  void a_lease_ends_when_the_response_begins(String path) {
    Client client = Client.of(server).with("Case", path);
    for (int i = 0; i < 5; i++) {
      assertThat(client.status("/flight" + path)).isNotEqualTo(429);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/resumed", "/stage", "/timeout", "/events"})
  void that_of_an_asynchronous_request_when_it_is_complete(String path) {
    Client client = Client.of(server).with("Case", path);
    assertThat(client.status("/flight" + path)).isNotEqualTo(429);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofMillis(900))
        .until(() -> client.status("/flight") == 200);
  }

  @Test
  void that_of_a_response_which_a_filter_spoils_ends_by_itself() {
    Client client = Client.of(server).with("Case", "late").with("Guard", "throw-late");
    assertThat(client.status("/flight/guarded")).isEqualTo(500);
    await().until(() -> client.status("/flight") == 200);
  }
}
