package io.buttress.cache;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The names in a request's Cookie fields (RFC 6265, 4.2). */
final class Cookies {
  private Cookies() {}

  /** Whether there is a cookie with a name that is not among the counted ones. */
  static boolean hasOthers(List<String> lines, Set<String> counted) {
    return hasAny(lines, name -> !counted.contains(name));
  }

  /** Whether there is a cookie with such a name. */
  static boolean hasAny(List<String> lines, Predicate<String> such) {
    for (String line : lines) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        String name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
        if (!name.isEmpty() && such.test(name)) {
          return true;
        }
      }
    }
    return false;
  }
}
