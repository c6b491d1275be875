package io.buttress.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything under {@code buttress.} at one instant, with where it comes from.
 *
 * @param values by the property's whole name
 * @param unreadable mistakes: properties that have no value because an expression in them has none
 * @param strangers environment variables that start with {@code BUTTRESS_} and are no settings
 */
public record Snapshot(Map<String, Value> values, List<String> unreadable, List<String> strangers) {
  static final String ROOT = "buttress.";

  /** Copies, and keeps the order of nothing. */
  public Snapshot {
    values = Map.copyOf(values);
    unreadable = List.copyOf(unreadable);
    strangers = List.copyOf(strangers);
  }

  /**
   * What is written for a property.
   *
   * @param text as written, expressions resolved
   * @param source the name of where it stands, for messages
   */
  public record Value(String text, String source) {
    /** Without the text, which may be a secret. */
    @Override
    public String toString() {
      return source;
    }
  }

  static Snapshot of(Map<String, Value> values) {
    return new Snapshot(values, List.of(), List.of());
  }

  /** This with the texts on top, their keys without the prefix. */
  public Snapshot with(String prefix, Map<String, String> texts, String source) {
    Map<String, Value> merged = new TreeMap<>(values);
    texts.forEach((key, text) -> merged.put(prefix + key, new Value(text, source)));
    return new Snapshot(merged, unreadable, strangers);
  }

  /** This on top of the texts. */
  Snapshot over(String prefix, Map<String, String> texts, String source) {
    Map<String, Value> merged = new TreeMap<>();
    texts.forEach((key, text) -> merged.put(prefix + key, new Value(text, source)));
    // What is written empty says nothing, and so hides nothing.
    values.keySet().forEach(name -> find(name).ifPresent(value -> merged.put(name, value)));
    return new Snapshot(merged, unreadable, strangers);
  }

  /** Empty if there is nothing, or the empty text, which MicroProfile Config takes for nothing. */
  Optional<Value> find(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.text().isBlank());
  }
}
