package io.buttress.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a list field (RFC 9110, 5.6.1), the last one first.
 *
 * <p>Reading from the right is what makes them trustworthy: each proxy appends what it has seen,
 * and whatever a client sent stands to the left of that. A quote that a client left open would,
 * read from the left, swallow what proxies added; read from the right it can only spoil its own
 * element.
 *
 * <p>Bounded: of endless fields the elements at the left are never looked at.
 */
final class ElementsFromRight {
  private static final int MAX_ELEMENTS = 64;
  private static final int MAX_CHARACTERS = 8_192;

  private final List<String> lines;
  private int line;
  private int end;
  private int elements;
  private int characters;

  ElementsFromRight(List<String> lines) {
    this.lines = lines;
    this.line = lines.size() - 1;
    this.end = line < 0 ? -1 : lines.get(line).length();
  }

  /** The next element to the left, trimmed and not empty; null at the end or beyond the bounds. */
  @Nullable String next() {
    while (line >= 0 && elements < MAX_ELEMENTS && characters < MAX_CHARACTERS) {
      String text = lines.get(line);
      if (end < 0) {
        line--;
        end = line < 0 ? -1 : lines.get(line).length();
        continue;
      }
      int comma = commaBefore(text, end);
      characters += end - comma;
      elements++;
      if (characters > MAX_CHARACTERS) {
        return null;
      }
      String element = text.substring(comma + 1, end).strip();
      end = comma;
      if (!element.isEmpty()) {
        return element;
      }
    }
    return null;
  }

  /** The last comma that is not quoted, or -1. */
  private int commaBefore(String text, int from) {
    boolean quoted = false;
    int last = Math.max(from - MAX_CHARACTERS, 0);
    for (int i = from - 1; i >= last; i--) {
      char c = text.charAt(i);
      if (c == '"' && !isEscaped(text, i)) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return last - 1;
  }

  private static boolean isEscaped(String text, int quote) {
    int backslashes = 0;
    while (quote - backslashes > 0 && text.charAt(quote - backslashes - 1) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
