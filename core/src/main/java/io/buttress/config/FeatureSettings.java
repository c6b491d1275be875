package io.buttress.config;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is written for a feature.
 *
 * @param general the settings for all of it
 * @param policies the settings of each policy, by its name; one exists as soon as one of its
 *     settings does
 */
public record FeatureSettings(Group general, SortedMap<String, Group> policies) {
  static FeatureSettings of(Feature feature, Snapshot snapshot, Mistakes mistakes) {
    SortedMap<String, Group> policies = new TreeMap<>();
    for (Map.Entry<String, Snapshot.Value> entry : snapshot.values().entrySet()) {
      String name = entry.getKey();
      PolicyProperty property = feature.policyProperty(name).orElse(null);
      if (property == null) {
        continue;
      }
      if (property.hasValidPolicyName()) {
        String prefix = feature.prefix() + property.policy() + ".";
        policies.computeIfAbsent(
            property.policy(), missing -> new Group(prefix, snapshot, mistakes));
      } else {
        mistakes.unknown(name, entry.getValue().source(), allowedNames(feature));
      }
    }
    return new FeatureSettings(new Group(feature.prefix(), snapshot, mistakes), policies);
  }

  private static String allowedNames(Feature feature) {
    return "; a "
        + feature.word().toLowerCase(Locale.ROOT)
        + "'s name has at most "
        + PolicyProperty.LONGEST
        + " letters, digits, '-', '_', '.' and '#'";
  }

  /** Notes every value that is not allowed. */
  void check(Feature feature) {
    feature.general().forEach(general::find);
    policies.values().forEach(policy -> feature.ofPolicy().forEach(policy::find));
  }
}
