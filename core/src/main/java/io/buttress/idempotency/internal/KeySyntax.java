package io.buttress.idempotency.internal;

import java.util.List;

/**
 * Reads a key: a string as structured fields have it (RFC 8941, 3.3.3), which is in quotation
 * marks, or the same text without them, as most clients send it.
 */
public final class KeySyntax {
  /** The longest key. */
  public static final int LONGEST = 255;

  private KeySyntax() {}

  /** What a request's field lines hold. */
  public sealed interface Reading {
    /** No key. */
    enum Absent implements Reading {
      INSTANCE
    }

    /**
     * Something that is no key.
     *
     * @param reason has nothing of what was sent
     */
    record Malformed(String reason) implements Reading {}

    /** A key, without quotation marks. */
    record Valid(String key) implements Reading {}
  }

  /**
   * Reads a field.
   *
   * @param lines the values of all its lines
   */
  public static Reading read(List<String> lines) {
    if (lines.isEmpty()) {
      return Reading.Absent.INSTANCE;
    }
    if (lines.size() > 1) {
      return new Reading.Malformed("it was sent more than once");
    }
    String value = strip(lines.get(0));
    return value.startsWith("\"") ? quoted(value) : bare(value);
  }

  /** Spaces and tabs around a field's value are not part of it (RFC 9110, 5.5). */
  private static String strip(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isBlank(value.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static Reading quoted(String value) {
    StringBuilder key = new StringBuilder(Math.min(value.length(), LONGEST + 2));
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        return i == value.length() - 1
            ? checked(key.toString())
            : new Reading.Malformed("something follows the closing quotation mark");
      }
      if (c == '\\') {
        i++;
        if (i == value.length() || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
          return new Reading.Malformed("only \\\" and \\\\ are escapes");
        }
        c = value.charAt(i);
      }
      key.append(c);
    }
    return new Reading.Malformed("its closing quotation mark is missing");
  }

  /** A comma is where a proxy joins two lines; a space or a quotation mark is a slip. */
  private static Reading bare(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (" \",".indexOf(value.charAt(i)) >= 0) {
        return new Reading.Malformed(
            "with a space, a comma or a quotation mark in it, it has to be in quotation marks");
      }
    }
    return checked(value);
  }

  private static Reading checked(String key) {
    if (key.isEmpty()) {
      return new Reading.Malformed("it is empty");
    }
    if (key.length() > LONGEST) {
      return new Reading.Malformed("it has more than " + LONGEST + " characters");
    }
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) < ' ' || key.charAt(i) > '~') {
        return new Reading.Malformed("it has characters that are not printable ASCII");
      }
    }
    return new Reading.Valid(key);
  }
}
