package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.buttress.error.ConfigurationException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module beside core has settings of its own, and core looks after them as after its own. */
class ContributedSettingsTest {
  private static final Features FEATURES = new Features(List.of(new Mills()));

  /** What such a module writes. */
  public static final class Mills implements FeatureSource {
    static final Setting<Duration> PAUSE =
        Setting.of(
            "pause", ValueTypes.duration(Duration.ofSeconds(1), Duration.ofMinutes(1)), "5s");
    static final Setting<Integer> STONES = Setting.of("stones", ValueTypes.integer(1, 8), "2");
    static final Setting<String> MILLER = Setting.of("miller", ValueTypes.TEXT);
    static final Feature FEATURE =
        Feature.of("mills", "MILL", List.of(PAUSE), List.of(STONES, MILLER));

    @Override
    public Feature feature() {
      return FEATURE;
    }

    @Override
    public void check(FeatureSettings settings) {
      settings
          .policies()
          .values()
          .forEach(
              mill -> {
                if (mill.get(STONES) > 4 && !mill.has(MILLER)) {
                  mill.note(STONES, "more than 4 need a " + MILLER.name());
                }
              });
    }
  }

  @Test
  void the_module_reads_what_is_written() {
    Snapshot snapshot =
        snapshot(
            Map.of(
                "buttress.mills.pause", "10s",
                "buttress.mills.old-mill.miller", "Anna",
                "buttress.mills.new.stones", "8",
                "buttress.mills.new.miller", "Ben"));
    reader().read(snapshot);
    FeatureSettings mills = reader().settings(Mills.FEATURE, snapshot);
    assertThat(mills.general().get(Mills.PAUSE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(mills.policies().keySet()).containsExactly("new", "old-mill");
    assertThat(mills.policies().get("old-mill").get(Mills.STONES)).isEqualTo(2);
    assertThat(mills.policies().get("old-mill").find(Mills.MILLER)).contains("Anna");
  }

  @Test
  void its_mistakes_are_told_with_those_of_core() {
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                reader()
                    .read(
                        snapshot(
                            Map.of(
                                "buttress.mills.pause", "10d",
                                "buttress.mills.a.stones", "5",
                                "buttress.mills.b.stones", "many",
                                "buttress.mills.a b.stones", "1",
                                "buttress.rate-limit.api.limits", "many"))));
    assertThat(thrown.mistakes())
        .satisfiesExactly(
            line -> assertThat(line).contains("buttress.mills.a b.stones", "a mill's name has"),
            line -> assertThat(line).contains("buttress.mills.a.stones", "need a miller"),
            line -> assertThat(line).contains("buttress.mills.b.stones", "from 1 to 8"),
            line -> assertThat(line).contains("buttress.mills.pause", "from 1s to 1m"),
            line -> assertThat(line).contains("buttress.rate-limit.api.limits"));
  }

  @ParameterizedTest
  @CsvSource({
    "buttress.mills.stones, buttress.mills.MILL.stones",
    "buttress.mill.pause, buttress.mills.pause",
    "buttress.mills.a.stone, buttress.mills.a.stones",
    "buttress.mills.paus, buttress.mills.pause",
  })
  void an_unknown_name_is_told_with_the_one_that_was_meant(String written, String meant) {
    assertThatThrownBy(() -> reader().read(snapshot(Map.of(written, "1"))))
        .hasMessageContaining(written + " (test): unknown setting; did you mean " + meant + "?");
  }

  @Test
  void without_the_module_its_settings_are_unknown() {
    Snapshot snapshot = snapshot(Map.of("buttress.mills.pause", "10s"));
    assertThatThrownBy(() -> Properties.reader().read(snapshot)).hasMessageContaining("unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "BUTTRESS_MILLS_PAUSE, buttress.mills.pause",
    "BUTTRESS_MILLS_OLD_MILL_STONES, buttress.mills.old-mill.stones",
    "BUTTRESS_RATE_LIMIT_API_LIMITS, buttress.rate-limit.api.limits",
  })
  void environment_variables_stand_for_them(String variable, String property) {
    assertThat(new EnvironmentNames(FEATURES).propertyOf(variable, List.of())).contains(property);
  }

  @Test
  void the_module_is_found_on_the_applications_class_path(@TempDir Path jar) throws Exception {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    Files.writeString(services.resolve(FeatureSource.class.getName()), Mills.class.getName());
    URL[] urls = {jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      assertThat(Features.of(loader).knows("buttress.mills.pause")).isTrue();
      UserClasses classes = new UserClasses(loader, type -> type);
      assertThat(new SettingsReader(classes).read(snapshot(Map.of("buttress.mills.pause", "9s"))))
          .isNotNull();
    }
    assertThat(Features.of(getClass().getClassLoader()).knows("buttress.mills.pause")).isFalse();
  }

  @Test
  void two_modules_do_not_share_a_name() {
    assertThatThrownBy(() -> new Features(List.of(new Mills(), new Mills())))
        .hasMessageContaining("there is a feature mills already");
    assertThatThrownBy(() -> Feature.of("Mills", "MILL", List.of(), List.of()))
        .hasMessageContaining("kebab-case");
    assertThatThrownBy(
            () -> Feature.of("mills", "MILL", List.of(Mills.PAUSE, Mills.PAUSE), List.of()))
        .hasMessageContaining("two settings have one name");
  }

  private static SettingsReader reader() {
    UserClasses classes =
        new UserClasses(ContributedSettingsTest.class.getClassLoader(), type -> type);
    return new SettingsReader(classes, FEATURES);
  }

  private static Snapshot snapshot(Map<String, String> texts) {
    return Snapshot.of(Map.of()).with("", texts, "test");
  }
}
