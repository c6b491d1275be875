package io.buttress.http;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path as most who read it take it: {@code //api/./x/../books} is {@code /api/books}. Containers
 * differ in what they resolve themselves, and some applications do the rest: it must not dodge a
 * policy.
 */
final class PlainPath {
  private PlainPath() {}

  /** Whether there may be something to resolve. */
  static boolean differs(String path) {
    for (int i = 1; i < path.length(); i++) {
      char c = path.charAt(i);
      if ((c == '/' || c == '.') && path.charAt(i - 1) == '/') {
        return true;
      }
    }
    return false;
  }

  /** Without empty segments and dots; a slash at the end stays. */
  static String of(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    String joined = "/" + String.join("/", segments);
    boolean open = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
    return open && joined.length() > 1 ? joined + "/" : joined;
  }
}
