package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.Buttress;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application that is not protected as its settings have it must not start without a word. */
class SilenceIT {
  @ParameterizedTest
  @EnumSource
  void a_feature_that_is_misspelt_stops_the_application(ServerKind server) {
    assertStops(server, "buttress.ratelimit.all.limits", "2/1h");
  }

  @ParameterizedTest
  @EnumSource
  void so_does_a_file_of_all_settings_that_is_not_there(ServerKind server) {
    assertStops(server, "buttress.settings-file", "/nowhere/buttress.properties");
  }

  private static void assertStops(ServerKind server, String property, String value) {
    System.setProperty(property, value);
    try {
      assertThatThrownBy(() -> WebApp.of(new Repertoire()).withStarter().on(server).close());
      assertThat(Buttress.current()).isEmpty();
    } finally {
      System.clearProperty(property);
    }
  }
}
