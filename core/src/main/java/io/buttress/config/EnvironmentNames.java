package io.buttress.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which properties environment variables stand for. MicroProfile Config goes from a property's name
 * to the variable's (capitals, {@code _} for what is no letter or digit), and that way can't be
 * gone back: so known names are tried, and the rest is a convention.
 */
final class EnvironmentNames {
  private static final Pattern VARIABLE = Pattern.compile("BUTTRESS_[A-Z0-9_]+");
  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparingInt(String::length).reversed();

  private final Features features;

  EnvironmentNames(Features features) {
    this.features = features;
  }

  static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches();
  }

  /** The variable that MicroProfile Config asks for a property. */
  static String variableOf(String property) {
    return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /**
   * The property that a variable stands for.
   *
   * @param properties the names of known settings that are written somewhere else, too
   * @return empty if it is no setting's
   */
  Optional<String> propertyOf(String variable, Collection<String> properties) {
    Stream<String> known = Stream.concat(features.fixed(), properties.stream());
    return known
        .filter(property -> variableOf(property).equals(variable))
        .findFirst()
        .or(() -> firstOf(feature -> ofKnownPolicy(feature, variable, properties)))
        .or(() -> firstOf(feature -> ofNewPolicy(feature, variable)));
  }

  private Optional<String> firstOf(Function<Feature, Optional<String>> way) {
    return features.all().stream().flatMap(feature -> way.apply(feature).stream()).findFirst();
  }

  private static Optional<String> ofKnownPolicy(
      Feature feature, String variable, Collection<String> properties) {
    Set<String> policies =
        properties.stream()
            .flatMap(name -> feature.policyProperty(name).stream())
            .map(PolicyProperty::policy)
            .collect(Collectors.toSet());
    return policies.stream()
        .sorted(LONGEST_FIRST)
        .map(policy -> feature.prefix() + policy + ".")
        .filter(prefix -> variable.startsWith(variableOf(prefix)))
        .flatMap(
            prefix ->
                setting(feature, variable.substring(prefix.length())).map(prefix::concat).stream())
        .findFirst();
  }

  /** The setting of a policy whose variable is this, without the policy's part. */
  private static Optional<String> setting(Feature feature, String rest) {
    for (String map : feature.maps()) {
      String infix = variableOf(map) + "_";
      if (rest.startsWith(infix) && rest.length() > infix.length()) {
        return Optional.of(map + "." + kebab(rest.substring(infix.length())));
      }
    }
    return feature.ofPolicy().stream()
        .<String>map(Setting::name)
        .filter(name -> variableOf(name).equals(rest))
        .findFirst();
  }

  private static Optional<String> ofNewPolicy(Feature feature, String variable) {
    if (!variable.startsWith(variableOf(feature.prefix()))) {
      return Optional.empty();
    }
    String rest = variable.substring(feature.prefix().length());
    for (String map : feature.maps()) {
      String infix = "_" + variableOf(map) + "_";
      int at = rest.indexOf(infix);
      if (at > 0 && rest.length() > at + infix.length()) {
        String entry = kebab(rest.substring(at + infix.length()));
        return Optional.of(policy(feature, rest.substring(0, at)) + map + "." + entry);
      }
    }
    // The longest first: EXEMPT_PATHS ends with _PATHS.
    List<String> settings =
        feature.ofPolicy().stream().<String>map(Setting::name).sorted(LONGEST_FIRST).toList();
    return settings.stream()
        .filter(name -> rest.endsWith("_" + variableOf(name)))
        .filter(name -> rest.length() > name.length() + 1)
        .map(name -> policy(feature, rest.substring(0, rest.length() - name.length() - 1)) + name)
        .findFirst();
  }

  private static String policy(Feature feature, String part) {
    return feature.prefix() + kebab(part) + ".";
  }

  private static String kebab(String part) {
    return part.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
