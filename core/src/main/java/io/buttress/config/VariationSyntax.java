package io.buttress.config;

import io.buttress.http.RequestView;
import io.buttress.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What else tells answers apart: {@code user}, {@code session}, roles, or a class. */
final class VariationSyntax {
  private static final String ALLOWED = "user, session, role:NAME+NAME or class:NAME";
  private static final List<String> WORDS = List.of("user", "session", "role", "class");

  private final UserClasses classes;

  VariationSyntax(UserClasses classes) {
    this.classes = classes;
  }

  /**
   * Reads one.
   *
   * @return what a request is told apart by; empty for what has no user or session
   * @throws IllegalArgumentException if it is none; the message says what is allowed
   */
  @SuppressWarnings("unchecked") // What a Function takes can't be seen at run time.
  Function<RequestView, String> parse(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon).strip();
    String name = colon < 0 ? "" : text.substring(colon + 1).strip();
    if (colon < 0 && word.equals("user")) {
      return request -> named(request.principal());
    }
    if (colon < 0 && word.equals("session")) {
      return request -> named(request.sessionId());
    }
    if (word.equals("role") && roles(name).stream().noneMatch(String::isEmpty)) {
      List<String> roles = roles(name);
      return request -> String.join("+", roles.stream().filter(request::isUserInRole).toList());
    }
    if (word.equals("class") && !name.isEmpty()) {
      return classes.instance(name, Function.class);
    }
    throw new IllegalArgumentException("allowed is " + ALLOWED + Nearest.hint(word, WORDS));
  }

  private static List<String> roles(String names) {
    return Arrays.stream(names.split("\\+", -1)).map(String::strip).toList();
  }

  private static String named(@Nullable String who) {
    return who == null ? "" : "=" + who;
  }
}
