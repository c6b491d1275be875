package io.buttress.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of one feature: {@code buttress.NAME.SETTING} for all of it, and {@code
 * buttress.NAME.POLICY.SETTING} for one of its policies. Reading, the check for unknown names,
 * environment variables and the reference are derived from this.
 *
 * @param name kebab-case, such as {@code rate-limit}
 * @param word what one of its policies is called in messages, in capitals: {@code POLICY}
 * @param general the settings for all of it
 * @param ofPolicy the settings of one policy; empty if it has no policies
 * @param maps settings of a policy that another name follows: {@code
 *     buttress.NAME.POLICY.MAP.ENTRY}
 */
public record Feature(
    String name,
    String word,
    List<Setting<?>> general,
    List<Setting<?>> ofPolicy,
    List<String> maps) {
  /**
   * @throws IllegalArgumentException if the name is not in kebab-case, or if two settings of the
   *     same kind have one name
   */
  public Feature {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("'" + name + "' is not in kebab-case");
    }
    general = List.copyOf(general);
    ofPolicy = List.copyOf(ofPolicy);
    maps = List.copyOf(maps);
    distinct(names(general));
    distinct(Stream.concat(names(ofPolicy).stream(), maps.stream()).toList());
  }

  /** A feature whose policies are called so, without settings that another name follows. */
  public static Feature of(
      String name, String word, List<Setting<?>> general, List<Setting<?>> ofPolicy) {
    return new Feature(name, word, general, ofPolicy, List.of());
  }

  private static void distinct(Collection<String> names) {
    Set<String> distinct = new LinkedHashSet<>(names);
    if (distinct.size() < names.size()) {
      throw new IllegalArgumentException("two settings have one name: " + names);
    }
  }

  /** What all names of its properties start with. */
  public String prefix() {
    return Snapshot.ROOT + name + ".";
  }

  /** The names of the settings for all of it. */
  List<String> generalNames() {
    return names(general);
  }

  /** The names of a policy's settings, those included that another name follows. */
  List<String> policyNames() {
    return Stream.concat(names(ofPolicy).stream(), maps.stream()).toList();
  }

  /** Whether a property of this feature is known. */
  boolean knows(String property) {
    return property.startsWith(prefix())
        && (generalNames().contains(property.substring(prefix().length()))
            || policyProperty(property).isPresent());
  }

  /** A property of one of its policies, taken apart; empty if it is none. */
  Optional<PolicyProperty> policyProperty(String property) {
    return property.startsWith(prefix())
        ? PolicyProperty.parse(this, property.substring(prefix().length()))
        : Optional.empty();
  }

  private static List<String> names(List<Setting<?>> settings) {
    return settings.stream().<String>map(Setting::name).toList();
  }
}
