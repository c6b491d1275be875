package io.buttress.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Reads everything under {@code buttress.} out of MicroProfile Config. */
final class SnapshotTaker {
  private static final Pattern PROFILE = Pattern.compile("%[^.]*\\.(?=buttress\\.)");

  private final Config config;
  private final Features features;
  private final Map<String, Snapshot.Value> values = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> strangers = new ArrayList<>();

  SnapshotTaker(Config config, Features features) {
    this.config = config;
    this.features = features;
  }

  Snapshot take() {
    Set<String> names = names();
    Set<String> variables = new TreeSet<>();
    Set<String> properties = new TreeSet<>();
    names.forEach(name -> (EnvironmentNames.isVariable(name) ? variables : properties).add(name));
    // Implementations make up property names for variables: BUTTRESS_RATE_LIMIT_API_LIMITS is
    // buttress.rate.limit.api.limits, too. Those are the variables' business.
    properties.removeIf(
        name -> !features.knows(name) && variables.contains(EnvironmentNames.variableOf(name)));
    EnvironmentNames environment = new EnvironmentNames(features);
    for (String variable : variables) {
      environment
          .propertyOf(variable, Set.copyOf(properties))
          .ifPresentOrElse(properties::add, () -> strangers.add(variable));
    }
    // Sources that can't list their names can still be asked.
    features.fixed().forEach(properties::add);
    properties.forEach(this::read);
    return new Snapshot(values, unreadable, strangers);
  }

  /** From the sources, too: the list of the whole may be as old as the application. */
  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    config.getPropertyNames().forEach(name -> addIfOurs(name, names));
    for (ConfigSource source : config.getConfigSources()) {
      source.getPropertyNames().forEach(name -> addIfOurs(name, names));
    }
    return names;
  }

  private static void addIfOurs(String name, Set<String> names) {
    String plain = PROFILE.matcher(name).replaceFirst("");
    if (plain.startsWith(Snapshot.ROOT) || EnvironmentNames.isVariable(plain)) {
      names.add(plain);
    }
  }

  private void read(String name) {
    try {
      ConfigValue value = config.getConfigValue(name);
      if (value.getValue() != null) {
        values.put(name, new Snapshot.Value(value.getValue(), source(value)));
      } else if (value.getRawValue() != null && !value.getRawValue().isEmpty()) {
        unreadable.add(name + " (" + source(value) + "): an expression in it has no value");
      }
    } catch (RuntimeException e) {
      // Without what it says: that may quote a password.
      unreadable.add(name + ": can't be read: " + e.getClass().getName());
    }
  }

  private static String source(ConfigValue value) {
    return value.getSourceName() == null ? "unknown source" : value.getSourceName();
  }
}
