package io.buttress.config;

import io.buttress.idempotency.ScopePart;
import io.buttress.idempotency.ScopeSource;
import io.buttress.text.Nearest;
import java.util.ArrayList;
import java.util.List;

/** Whose keys they are: {@code principal+header:X-Tenant+role:admin}, or {@code none}. */
final class ScopeSyntax {
  private static final String ALLOWED =
      "none, or principal, header:NAME, role:NAME and class:NAME, joined by +";
  private static final List<String> WORDS = List.of("none", "principal", "header", "role", "class");

  private final UserClasses classes;

  ScopeSyntax(UserClasses classes) {
    this.classes = classes;
  }

  /**
   * Reads a scope.
   *
   * @throws IllegalArgumentException if it is none; the message says what is allowed
   */
  List<ScopePart> parse(String text) {
    if (text.strip().equals("none")) {
      return List.of();
    }
    List<ScopePart> parts = new ArrayList<>();
    for (String part : text.split("\\+", -1)) {
      parts.add(part(part.strip()));
    }
    return parts;
  }

  private ScopePart part(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon).strip();
    String name = colon < 0 ? "" : text.substring(colon + 1).strip();
    if (word.equals("principal") && colon < 0) {
      return new ScopePart.Principal();
    }
    if (name.isEmpty()) {
      throw notAllowed(text, word);
    }
    return switch (word) {
      case "header" -> new ScopePart.Header(name);
      case "role" -> new ScopePart.Role(name);
      case "class" -> new ScopePart.Custom(name, classes.instance(name, ScopeSource.class));
      default -> throw notAllowed(text, word);
    };
  }

  private static IllegalArgumentException notAllowed(String part, String word) {
    return new IllegalArgumentException(
        "'" + part + "': allowed is " + ALLOWED + Nearest.hint(word, WORDS));
  }
}
