package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jaxrs.app.Library;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whichever stands nearest to the method counts: on it, on its class, on the application. */
class WhereLimitsStandIT {
  private static RestServer server;

  @BeforeAll
  static void deploy() {
    server =
        Deployed.of(Library.class)
            .with("Bare.byProperty.limits", "8/1h")
            .with("Lounge.key", "constant")
            .with("Desk.lend.limits", "44/1h")
            .with("Desk.dust.cost", "1")
            .start();
  }

  @AfterAll
  static void undeploy() {
    server.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "/hall, Library, 50",
    "/hall/own, Hall.own, 1",
    "/hall/room, Room, 2",
    "/hall/room/own, Room.own, 3",
    "/hall/bare-room, Library, 50",
    "/desk/polish, Desk.polish, 5",
    "/texts/7, Texts.find, 6",
    "/counter/lend, Counter.lend, 9",
    "/counter/7, Counter.find, 10",
    "/safe/7, Safe.keep, 11",
    "/lounge, Lounge, 7",
    "/bare, Library, 50",
  })
  void it_counts_by(String path, String policy, int quota) {
    assertCounts(path, policy, quota);
  }

  @Test
  void a_property_wins_over_an_inherited_annotation() {
    assertCounts("/desk/lend", "Desk.lend", 44);
  }

  @Test
  void a_property_limits_a_method_without_an_annotation() {
    assertCounts("/bare/by-property", "Bare.byProperty", 8);
  }

  @Test
  void a_property_restores_the_default_that_an_annotation_has_changed() {
    assertThat(Client.of(server).get("/desk/dust").headers().firstValue("RateLimit").orElseThrow())
        .startsWith("\"Desk.dust\";r=4;");
  }

  @Test
  void of_variables_of_one_name_that_is_the_key_which_the_method_gets() {
    var first = Client.of(server).get("/hall/wing/east/door/1");
    assertThat(first.body()).isEqualTo("1");
    assertThat(Client.of(server).status("/hall/wing/east/door/2")).isEqualTo(200);
    assertThat(Client.of(server).status("/hall/wing/west/door/2")).isEqualTo(429);
  }

  private static void assertCounts(String path, String policy, int quota) {
    var response = Client.of(server).get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("RateLimit-Policy"))
        .containsExactly("\"" + policy + "\";q=" + quota + ";w=3600");
  }
}
