package io.buttress.config;

import io.buttress.error.ConfigurationException;
import java.util.Set;
import java.util.TreeSet;

/** Collects what is wrong, so that all of it is told at once. */
final class Mistakes {
  /** Longer values are cut in messages. */
  private static final int SHOWN = 120;

  private final Set<String> lines = new TreeSet<>();

  /** A property has a value that is not allowed. */
  void badValue(String property, String shown, String source, String reason) {
    lines.add(property + " = '" + printable(shown) + "' (" + source + "): " + printable(reason));
  }

  /** A property that nobody knows. */
  void unknown(String property, String source, String hint) {
    lines.add(printable(property) + " (" + source + "): unknown setting" + hint);
  }

  /** Something is wrong that no single value is to blame for. */
  void add(String line) {
    lines.add(printable(line));
  }

  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new ConfigurationException(java.util.List.copyOf(lines));
    }
  }

  /** One line, whatever it holds: a value may come from anywhere. */
  private static String printable(String text) {
    String cut = text.length() <= 4 * SHOWN ? text : text.substring(0, 4 * SHOWN) + "…";
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
