package io.buttress.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything under {@code buttress.} at one instant, with where it comes from.
 *
 * @param values by the property's whole name
 */
record Snapshot(Map<String, Value> values) {
  static final String ROOT = "buttress.";

  Snapshot {
    values = Map.copyOf(values);
  }

  /**
   * What is written for a property.
   *
   * @param text as written, expressions resolved
   * @param source the name of where it stands, for messages
   */
  record Value(String text, String source) {}

  static Snapshot of(String source, Map<String, String> texts) {
    return new Snapshot(Map.of()).with("", texts, source);
  }

  /** This with the texts on top, their keys without the prefix. */
  Snapshot with(String prefix, Map<String, String> texts, String source) {
    Map<String, Value> merged = new TreeMap<>(values);
    texts.forEach((key, text) -> merged.put(prefix + key, new Value(text, source)));
    return new Snapshot(merged);
  }

  /** The texts with this on top. */
  Snapshot over(String prefix, Map<String, String> texts, String source) {
    Map<String, Value> merged = new TreeMap<>();
    texts.forEach((key, text) -> merged.put(prefix + key, new Value(text, source)));
    merged.putAll(values);
    return new Snapshot(merged);
  }

  /** Empty if there is nothing, or the empty text, which MicroProfile Config takes for nothing. */
  Optional<Value> find(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.text().isBlank());
  }
}
