package io.buttress.config;

import io.buttress.text.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which names under {@code buttress.} nobody knows, and what was probably meant. */
final class UnknownNames {
  private static final List<String> GENERAL = names(GeneralTable.ALL);
  private static final List<String> REDIS = names(RedisSettingsTable.ALL);
  private static final List<String> GLOBAL = names(RateLimitTable.ALL);
  private static final List<String> GROUPS = List.of("redis", "rate-limit");

  private UnknownNames() {}

  static boolean isKnown(String name) {
    if (name.startsWith(RedisSettingsTable.PREFIX)) {
      return REDIS.contains(name.substring(RedisSettingsTable.PREFIX.length()));
    }
    if (name.startsWith(RateLimitTable.PREFIX)) {
      String rest = name.substring(RateLimitTable.PREFIX.length());
      return GLOBAL.contains(rest) || PolicyProperty.parse(rest).isPresent();
    }
    return name.startsWith(GeneralTable.PREFIX)
        && GENERAL.contains(name.substring(GeneralTable.PREFIX.length()));
  }

  /** The properties that have one name, and not one for each policy. */
  static Stream<String> fixed() {
    return Stream.of(
            GENERAL.stream().map(GeneralTable.PREFIX::concat),
            REDIS.stream().map(RedisSettingsTable.PREFIX::concat),
            GLOBAL.stream().map(RateLimitTable.PREFIX::concat))
        .flatMap(names -> names);
  }

  static void check(Snapshot snapshot, Mistakes mistakes) {
    snapshot
        .values()
        .forEach(
            (name, value) -> {
              if (!isKnown(name)) {
                mistakes.unknown(name, value.source(), hint(name));
              }
            });
  }

  /** What to add to 'unknown setting'. */
  static String hint(String name) {
    return meant(name)
        .map(known -> "; did you mean " + known + "?")
        .orElse("; docs/settings.md lists all settings");
  }

  private static Optional<String> meant(String name) {
    String rest = name.startsWith(Snapshot.ROOT) ? name.substring(Snapshot.ROOT.length()) : name;
    int dot = rest.indexOf('.');
    if (dot < 0) {
      return Nearest.of(rest, GENERAL).map(GeneralTable.PREFIX::concat);
    }
    String group = rest.substring(0, dot);
    String tail = rest.substring(dot + 1);
    return Nearest.of(group, GROUPS)
        .flatMap(known -> known.equals("redis") ? meantOfRedis(tail) : meantOfRateLimit(tail));
  }

  private static Optional<String> meantOfRedis(String tail) {
    return REDIS.contains(tail)
        ? Optional.of(RedisSettingsTable.PREFIX + tail)
        : Nearest.of(tail, REDIS).map(RedisSettingsTable.PREFIX::concat);
  }

  private static Optional<String> meantOfRateLimit(String tail) {
    String whole = RateLimitTable.PREFIX + tail;
    if (isKnown(whole)) {
      return Optional.of(whole);
    }
    int dot = tail.lastIndexOf('.');
    if (dot < 0) {
      return meantOfAll(tail);
    }
    return meantOfMap(tail)
        .or(() -> meantOfPolicy(tail.substring(0, dot), tail.substring(dot + 1)));
  }

  private static Optional<String> meantOfAll(String tail) {
    if (PolicyTable.NAMES.contains(tail)) {
      return Optional.of(RateLimitTable.PREFIX + "POLICY." + tail);
    }
    return Nearest.of(tail, GLOBAL)
        .or(() -> Nearest.of(tail, PolicyTable.NAMES).map("POLICY."::concat))
        .map(RateLimitTable.PREFIX::concat);
  }

  private static Optional<String> meantOfPolicy(String policy, String setting) {
    if (PolicyTable.MAPS.contains(setting)) {
      return Optional.of(RateLimitTable.PREFIX + policy + "." + setting + ".NAME");
    }
    return Nearest.of(setting, PolicyTable.NAMES)
        .map(known -> RateLimitTable.PREFIX + policy + "." + known);
  }

  /** {@code api.role-limit.premium}: the slip is in the middle. */
  private static Optional<String> meantOfMap(String tail) {
    String[] segments = tail.split("\\.", 16);
    for (int i = 1; i < segments.length - 1; i++) {
      Optional<String> map = Nearest.of(segments[i], PolicyTable.MAPS);
      if (map.isPresent()) {
        segments[i] = map.get();
        return Optional.of(RateLimitTable.PREFIX + String.join(".", segments));
      }
    }
    return Optional.empty();
  }

  private static List<String> names(List<Setting<?>> settings) {
    return settings.stream().<String>map(Setting::name).toList();
  }
}
