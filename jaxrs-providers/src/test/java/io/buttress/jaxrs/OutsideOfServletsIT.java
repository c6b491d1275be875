package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jaxrs.app.Airport;
import io.buttress.jaxrs.app.Bookshop;
import io.buttress.jaxrs.app.Shelf;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** JAX-RS without a servlet container: nobody tells where a client is, nor when a request ends. */
@EnabledIf("io.buttress.jaxrs.server.RestServer#isJersey")
class OutsideOfServletsIT {
  private static RestServer start(Deployed deployed) {
    return RestServer.start("io.buttress.jaxrs.server.JerseyOnJdk", deployed);
  }

  @Test
  void limits_hold_with_all_clients_as_one() {
    try (RestServer server = start(Deployed.of(Bookshop.class))) {
      Client client = Client.of(server);
      assertThat(client.status("/books")).isEqualTo(200);
      assertThat(client.status("/books")).isEqualTo(200);
      assertThat(client.status("/books")).isEqualTo(429);
      assertThat(client.as("alice").status("/books/mine")).isEqualTo(200);
      assertThat(client.as("alice").status("/books/mine")).isEqualTo(429);
      assertThat(client.as("bob").status("/books/mine")).isEqualTo(200);
    }
  }

  @Test
  void a_lease_ends_when_the_response_begins() {
    try (RestServer server = start(Deployed.of(Airport.class).with("flight.lease", "1h"))) {
      Client client = Client.of(server).with("Case", "any");
      for (String path : new String[] {"", "/mapped", "/stream", "/resumed", "/stage", "/part"}) {
        // The client may have the answer before the lease has been given back.
        await()
            .untilAsserted(
                () -> assertThat(client.status("/flight" + path)).as(path).isNotEqualTo(429));
      }
    }
  }

  @Test
  void answers_are_cached() {
    try (RestServer server = start(Deployed.of(Shelf.Rack.class))) {
      Client client = Client.of(server);
      String first = client.get("/shelf/outside").body();
      assertThat(client.get("/shelf/outside").body()).isEqualTo(first);
      assertThat(client.with("If-None-Match", "*").status("/shelf/outside")).isEqualTo(304);
      client.post("/shelf/outside/price", "9");
      assertThat(client.get("/shelf/outside").body()).isNotEqualTo(first);
    }
  }
}
