package io.buttress.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.Buttress;
import io.buttress.testing.TestApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncementTest {
  // Held: the platform lets loggers that nobody holds be collected.
  private static final Logger LOGGER = Logger.getLogger("io.buttress.Buttress");

  private final List<String> logged = new ArrayList<>();

  @BeforeEach
  void listen() {
    // Kept, and not printed.
    LOGGER.setFilter(message -> !logged.add(new SimpleFormatter().formatMessage(message)));
  }

  @AfterEach
  void stopListening() {
    LOGGER.setFilter(null);
  }

  @Test
  void policies_that_are_maybe_misspelt_and_settings_of_a_filter_are_told(@TempDir Path folder)
      throws IOException {
    try (TestApplication application = new TestApplication(folder, "/shop")) {
      application
          .with("buttress.rate-limit.api.paths", "/api/*")
          .with("buttress.rate-limit.api.limits", "2/1h")
          .with("buttress.rate-limit.mail.limits", "3/1h")
          .with("buttress.rate-limit.apii.mode", "observe");
      Buttress buttress = application.deploy();
      buttress.rateLimits(Map.of("own.paths", "/own", "own.limits", "5/1h"), "filter F");
      buttress.rateLimits(Map.of(), "filter G");
      buttress.release();
    }
    assertThat(logged)
        .containsSubsequence(
            "Buttress runs for /shop; policies: api, mail",
            "Policies without paths, which only annotations and code use: mail",
            "Policies without limits, which only annotations of these names use: apii",
            "filter F: own.limits, own.paths")
        .noneMatch(line -> line.contains("filter G"));
  }
}
