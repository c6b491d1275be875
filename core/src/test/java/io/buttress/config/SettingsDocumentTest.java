package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/settings.md is the reference: every setting, its default, and no other. */
class SettingsDocumentTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `(buttress\\.[^`]+)` \\| (.+?) \\| (`[^`]*`|–) \\| .+ \\|");
  private static final String POLICY = RateLimitTable.PREFIX + "POLICY.";

  @Test
  void the_reference_lists_every_setting_with_its_default() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    add(GeneralTable.PREFIX, GeneralTable.ALL, expected);
    add(RedisSettingsTable.PREFIX, RedisSettingsTable.ALL, expected);
    add(RateLimitTable.PREFIX, RateLimitTable.ALL, expected);
    add(POLICY, PolicyTable.ALL, expected);
    expected.put(POLICY + "role-limits.ROLE", "–");
    expected.put(POLICY + "key-limits.KEY", "–");
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

  private static Map<String, String> documented() throws IOException {
    Map<String, String> found = new TreeMap<>();
    Files.lines(document())
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> found.put(row.group(1), row.group(3).replace("`", "")));
    return found;
  }

  private static void add(String prefix, List<Setting<?>> settings, Map<String, String> found) {
    settings.forEach(setting -> found.put(prefix + setting.name(), setting.standard().orElse("–")));
  }

  private static Path document() {
    Path inModule = Path.of("../docs/settings.md");
    return Files.exists(inModule) ? inModule : Path.of("docs/settings.md");
  }
}
