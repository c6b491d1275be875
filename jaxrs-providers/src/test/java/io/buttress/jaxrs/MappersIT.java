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

  @ParameterizedTest
  @ValueSource(strings = {"file", "found", "anything"})
  void so_does_the_one_of_JAX_RS_where_the_application_has_none(String what) {
    HttpResponse<String> bare = answer(Deployed.of(Repair.Workshop.class).withoutProvider(), what);
    HttpResponse<String> dressed = answer(Deployed.of(Repair.Workshop.class), what);
    assertThat(dressed.statusCode()).isEqualTo(bare.statusCode());
    assertThat(dressed.body()).isEqualTo(bare.body());
  }

  private static HttpResponse<String> answer(Deployed deployed, String what) {
    try (RestServer each = deployed.start()) {
      return Client.of(each).get("/repair/" + what);
    }
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
