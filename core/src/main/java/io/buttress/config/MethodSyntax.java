package io.buttress.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Method names (RFC 9110, 9.1): tokens, case-sensitive, so that {@code get} would never match. */
final class MethodSyntax {
  private static final Set<String> STANDARD =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  static final ValueType<List<String>> TYPE =
      ValueTypes.listOf("method names, such as GET, POST", MethodSyntax::method);

  private MethodSyntax() {}

  private static String method(String text) {
    if (!text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")) {
      throw new IllegalArgumentException("allowed are method names, such as GET, POST");
    }
    String upper = text.toUpperCase(Locale.ROOT);
    if (!upper.equals(text) && STANDARD.contains(upper)) {
      throw new IllegalArgumentException("methods are case-sensitive; did you mean " + upper + "?");
    }
    return text;
  }
}
