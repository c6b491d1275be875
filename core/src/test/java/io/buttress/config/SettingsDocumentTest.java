package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/settings.md is the reference: every setting, its default, and no other. */
class SettingsDocumentTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `(buttress\\.[^`]+)` \\| (.+?) \\| (`[^`]*`|–) \\| .+ \\|");

  @Test
  void the_reference_lists_every_setting_with_its_default() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    add(GeneralTable.PREFIX, GeneralTable.ALL, expected);
    for (Feature feature : Features.CORE.all()) {
      String policy = feature.prefix() + feature.word() + ".";
      add(feature.prefix(), feature.general(), expected);
      add(policy, feature.ofPolicy(), expected);
      feature.maps().forEach(map -> expected.put(policy + map + "." + entry(map), "–"));
    }
    assertThat(documented()).isEqualTo(expected);
  }

  @Test
  void what_the_reference_shows_as_policies_can_be_read() throws IOException {
    List<String> properties = new ArrayList<>();
    Files.lines(document())
        .filter(line -> line.matches("buttress\\.[^ ]+=.+"))
        .forEach(line -> properties.addAll(List.of(line.split("=", 2))));
    assertThat(Properties.of(properties.toArray(String[]::new)).read().rateLimit().policies())
        .extracting("name")
        .containsExactly("api", "login");
  }

  /** {@code role-limits} have a {@code ROLE}. */
  private static String entry(String map) {
    return map.substring(0, map.indexOf('-')).toUpperCase(Locale.ROOT);
  }

  /** Without the features of other modules, whose own tests look at them. */
  private static Map<String, String> documented() throws IOException {
    Map<String, String> found = new TreeMap<>();
    Files.lines(document())
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .filter(row -> isOfCore(row.group(1)))
        .forEach(row -> found.put(row.group(1), row.group(3).replace("`", "")));
    return found;
  }

  private static boolean isOfCore(String property) {
    return property.indexOf('.', GeneralTable.PREFIX.length()) < 0
        || Features.CORE.all().stream().anyMatch(f -> property.startsWith(f.prefix()));
  }

  private static void add(String prefix, List<Setting<?>> settings, Map<String, String> found) {
    settings.forEach(setting -> found.put(prefix + setting.name(), setting.standard().orElse("–")));
  }

  private static Path document() {
    Path inModule = Path.of("../docs/settings.md");
    return Files.exists(inModule) ? inModule : Path.of("docs/settings.md");
  }
}
