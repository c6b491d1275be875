package io.buttress.telemetry;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a number is about.
 *
 * @param name lower case, with dots and hyphens, such as {@code rate-limit.decisions}
 * @param labels sorted by name; few values each, for each combination is kept for ever
 */
public record Series(String name, Map<String, String> labels) implements Comparable<Series> {
  /** Copies. */
  public Series {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  static Series of(String name, String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException("a label has a name and a value");
    }
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return new Series(name, map);
  }

  /** The same labels under a longer name. */
  Series with(String suffix) {
    return new Series(name + suffix, labels);
  }

  Series labelled(String label, String value) {
    Map<String, String> more = new TreeMap<>(labels);
    more.put(label, value);
    return new Series(name, more);
  }

  @Override
  public int compareTo(Series other) {
    return toString().compareTo(other.toString());
  }

  /** For example {@code rate-limit.decisions{kind=allowed,policy=api}}. */
  @Override
  public String toString() {
    return labels.isEmpty() ? name : name + labels.toString().replace(", ", ",");
  }
}
