package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.error.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
  @TempDir private Path folder;
  private Path file;
  private Snapshot named;

  @BeforeEach
  void name() {
    file = folder.resolve("buttress.properties");
    named =
        Properties.of(
                "buttress.settings-file", file.toString(), "buttress.rate-limit.api.limits", "1/1s")
            .snapshot();
  }

  @Test
  void without_its_name_there_is_none() {
    Snapshot snapshot = Properties.of("buttress.rate-limit.api.limits", "1/1s").snapshot();
    assertThat(SettingsFile.over(snapshot)).isSameAs(snapshot);
  }

  @Test
  void its_settings_win_and_are_read_each_time() throws IOException {
    Files.writeString(file, "# ours\nbuttress.rate-limit.api.limits = 2/1s\n");
    assertThat(SettingsFile.over(named).find("buttress.rate-limit.api.limits"))
        .contains(new Snapshot.Value("2/1s", "file " + file));
    Files.writeString(file, "buttress.rate-limit.api.limits=3/1s\nbuttress.redis.uri=redis://ü\n");
    Snapshot snapshot = SettingsFile.over(named);
    assertThat(snapshot.find("buttress.rate-limit.api.limits").orElseThrow().text())
        .isEqualTo("3/1s");
    assertThat(snapshot.find("buttress.redis.uri").orElseThrow().text()).isEqualTo("redis://ü");
  }

  @Test
  void a_stranger_in_it_is_a_mistake() throws IOException {
    Files.writeString(file, "rate-limit.api.limits=2/1s");
    assertThatThrownBy(() -> Properties.reader().read(SettingsFile.over(named)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("rate-limit.api.limits (file " + file + "): unknown setting");
  }

  @Test
  void a_file_that_is_missing_is_a_mistake() {
    assertThatThrownBy(() -> Properties.reader().read(SettingsFile.over(named)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("buttress.settings-file = '" + file + "' (test): can't be read")
        .hasMessageContaining("NoSuchFile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=\\u12", "x=\u00e9"})
  void a_file_that_is_no_properties_file_is_a_mistake(String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(SettingsFile.over(named).unreadable()).hasSize(1);
  }
}
