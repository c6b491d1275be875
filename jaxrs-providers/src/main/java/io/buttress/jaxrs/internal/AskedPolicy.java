package io.buttress.jaxrs.internal;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A policy that an annotation asks for.
 *
 * @param name the policy's name
 * @param settings what the annotation says, as in the properties after the policy's name
 * @param owner who counts together if the name is not the author's own choice
 * @param source where the annotation stands, for messages
 */
record AskedPolicy(String name, Map<String, String> settings, String owner, String source) {
  static final String METHODS = "methods";

  AskedPolicy {
    settings = Map.copyOf(settings);
  }

  /**
   * What an annotation asks for.
   *
   * @param given the policy's name as the annotation has it; blank: named after its place
   */
  static AskedPolicy of(String given, Map<String, String> settings, Place<?> place, String source) {
    boolean named = !given.isBlank();
    return new AskedPolicy(
        named ? given.strip() : place.name(),
        settings,
        named ? given.strip() : place.source(),
        source);
  }

  /**
   * What its author has said: annotations have no member for HTTP methods, which follow from where
   * they stand. So those of different methods may mean one policy.
   */
  Map<String, String> said() {
    Map<String, String> said = new TreeMap<>(settings);
    said.remove(METHODS);
    return said;
  }

  /** A constant as properties write it. */
  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
