package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.config.Feature;
import io.buttress.config.FeatureSource;
import io.buttress.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/settings.md lists every setting of this module with its default, and no other. */
class JobSettingsDocumentTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `(buttress\\.job[^`]+)` \\| (.+?) \\| (`[^`]*`|–) \\| .+ \\|");

  @Test
  void the_reference_lists_every_setting_with_its_default() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (FeatureSource source : ServiceLoader.load(FeatureSource.class)) {
      Feature feature = source.feature();
      add(feature.prefix(), feature.general(), expected);
      add(feature.prefix() + feature.word() + ".", feature.ofPolicy(), expected);
    }
    Map<String, String> documented = new TreeMap<>();
    Files.lines(Path.of("../docs/settings.md"))
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> documented.put(row.group(1), row.group(3).replace("`", "")));
    assertThat(documented).isEqualTo(expected);
  }

  private static void add(String prefix, List<Setting<?>> settings, Map<String, String> found) {
    settings.forEach(setting -> found.put(prefix + setting.name(), setting.standard().orElse("–")));
  }
}
