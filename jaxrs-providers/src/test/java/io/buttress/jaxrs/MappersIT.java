package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jaxrs.app.Repair;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever maps an application's exceptions does so with the provider, too. */
class MappersIT {
  private static RestServer server;

  @BeforeAll
  static void deploy() {
    server = Deployed.of(Repair.Shop.class).start();
  }

  @AfterAll
  static void undeploy() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "anything"})
  void whom_JAX_RS_names_for_an_exception_maps_it_as_before(String what) {
    HttpResponse<String> response = Client.of(server).get("/repair/" + what);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).isEqualTo(what);
  }

  @Test
  void what_is_stored_stands_in_for_no_answer_that_the_application_makes_of_an_exception() {
    Client client = Client.of(server).with("Cache-Control", "no-cache");
    assertThat(client.get("/repair/cached/1").body()).isEqualTo("1");
    HttpResponse<String> response = client.with("Fail", "bad").get("/repair/cached/1");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).isEqualTo("bad");
    assertThat(Client.of(server).get("/repair/cached/1").body()).isEqualTo("1");
  }
}
