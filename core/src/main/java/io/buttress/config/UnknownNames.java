package io.buttress.config;

import io.buttress.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which names under {@code buttress.} nobody knows, and what was probably meant. */
final class UnknownNames {
  /** Features that a module brings which may have been left out. */
  private static final Map<String, String> MODULES =
      Map.of("jobs", "buttress-ejb-jobs", "job-types", "buttress-ejb-jobs");

  private final Features features;

  UnknownNames(Features features) {
    this.features = features;
  }

  void check(Snapshot snapshot, Mistakes mistakes) {
    snapshot
        .values()
        .forEach(
            (name, value) -> {
              if (isTwiceBelowRoot(name)) {
                mistakes.unknown(name, value.source(), withoutPrefix(name));
              } else if (!features.knows(name)) {
                mistakes.unknown(name, value.source(), hint(name));
              }
            });
  }

  /** A whole name where a prefix is put in front: it would make a policy that nobody meant. */
  private boolean isTwiceBelowRoot(String name) {
    return features.all().stream()
        .map(Feature::prefix)
        .filter(name::startsWith)
        .anyMatch(prefix -> name.startsWith(Snapshot.ROOT, prefix.length()));
  }

  private static String withoutPrefix(String name) {
    int tail = name.indexOf(Snapshot.ROOT, Snapshot.ROOT.length());
    return "; here names stand without " + name.substring(0, tail) + " in front";
  }

  /** What to add to 'unknown setting'. */
  private String hint(String name) {
    return meant(name).map(known -> "; did you mean " + known + "?").orElseGet(() -> known(name));
  }

  private String known(String name) {
    String feature = name.startsWith(Snapshot.ROOT) ? name.split("\\.", 3)[1] : "";
    if (features.named(feature).isPresent()) {
      return "; docs/settings.md lists all settings";
    }
    String module = MODULES.get(feature);
    if (module != null) {
      return "; it is one of io.buttress:" + module + ", which this application does not have";
    }
    return "; names start with "
        + features.all().stream().map(Feature::prefix).sorted().collect(Collectors.joining(", "));
  }

  private Optional<String> meant(String name) {
    String rest = name.startsWith(Snapshot.ROOT) ? name.substring(Snapshot.ROOT.length()) : name;
    int dot = rest.indexOf('.');
    if (dot < 0) {
      return Nearest.of(rest, GeneralTable.NAMES).map(GeneralTable.PREFIX::concat);
    }
    List<String> names = features.all().stream().map(Feature::name).toList();
    return Nearest.of(rest.substring(0, dot), names)
        .flatMap(features::named)
        .flatMap(feature -> meant(feature, rest.substring(dot + 1)));
  }

  private static Optional<String> meant(Feature feature, String tail) {
    String whole = feature.prefix() + tail;
    if (feature.knows(whole)) {
      return Optional.of(whole);
    }
    int dot = tail.lastIndexOf('.');
    if (dot < 0) {
      return meantOfAll(feature, tail);
    }
    return meantOfMap(feature, tail)
        .or(() -> meantOfPolicy(feature, tail.substring(0, dot), tail.substring(dot + 1)));
  }

  private static Optional<String> meantOfAll(Feature feature, String tail) {
    String policy = feature.word() + ".";
    if (feature.policyNames().contains(tail)) {
      return Optional.of(feature.prefix() + policy + tail);
    }
    return Nearest.of(tail, feature.generalNames())
        .or(() -> Nearest.of(tail, feature.policyNames()).map(policy::concat))
        .map(feature.prefix()::concat);
  }

  private static Optional<String> meantOfPolicy(Feature feature, String policy, String setting) {
    if (feature.maps().contains(setting)) {
      return Optional.of(feature.prefix() + policy + "." + setting + ".NAME");
    }
    return Nearest.of(setting, feature.policyNames())
        .map(known -> feature.prefix() + policy + "." + known);
  }

  /** {@code api.role-limit.premium}: the slip is in the middle. */
  private static Optional<String> meantOfMap(Feature feature, String tail) {
    String[] segments = tail.split("\\.", 16);
    for (int i = 1; i < segments.length - 1; i++) {
      Optional<String> map = Nearest.of(segments[i], feature.maps());
      if (map.isPresent()) {
        segments[i] = map.get();
        return Optional.of(feature.prefix() + String.join(".", segments));
      }
    }
    return Optional.empty();
  }
}
