package io.buttress.config;

import io.buttress.ratelimit.KeyPart;
import io.buttress.ratelimit.KeySource;
import io.buttress.ratelimit.KeySpec;
import io.buttress.ratelimit.KeySpec.Absent;
import io.buttress.text.Nearest;
import java.util.ArrayList;
import java.util.List;

/** Keys: {@code principal|header:X-Api-Key+path:shop|none}. */
final class KeySyntax {
  static final String ALLOWED =
      "address, principal, session, header:NAME, cookie:NAME, path:NAME, constant, constant:VALUE,"
          + " resource-method or class:NAME; joined by +, alternatives by |, none as the last";

  private static final List<String> WORDS =
      List.of(
          "address",
          "principal",
          "session",
          "header",
          "cookie",
          "path",
          "constant",
          "resource-method",
          "class",
          "none");
  private static final String NONE = "none";

  private final UserClasses classes;

  KeySyntax(UserClasses classes) {
    this.classes = classes;
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it is none; the message says what is allowed
   */
  KeySpec parse(String text) {
    List<List<KeyPart>> alternatives = new ArrayList<>();
    Absent otherwise = Absent.ADDRESS;
    String[] written = text.split("\\|", -1);
    for (int i = 0; i < written.length; i++) {
      if (written[i].strip().equals(NONE)) {
        if (i == 0 || i < written.length - 1) {
          throw new IllegalArgumentException("'none' stands last, after other alternatives");
        }
        otherwise = Absent.UNLIMITED;
      } else {
        alternatives.add(parts(written[i]));
      }
    }
    return new KeySpec(alternatives, otherwise);
  }

  private List<KeyPart> parts(String alternative) {
    List<KeyPart> parts = new ArrayList<>();
    for (String part : alternative.split("\\+", -1)) {
      parts.add(part(part.strip()));
    }
    return parts;
  }

  private KeyPart part(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return plainPart(text);
    }
    String word = text.substring(0, colon).strip();
    String name = text.substring(colon + 1).strip();
    if (name.isEmpty()) {
      throw notAllowed(text, word);
    }
    return namedPart(word, name);
  }

  private static KeyPart plainPart(String word) {
    return switch (word) {
      case "address" -> new KeyPart.Address();
      case "principal" -> new KeyPart.Principal();
      case "session" -> new KeyPart.Session();
      case "resource-method" -> new KeyPart.ResourceMethod();
      case "constant" -> new KeyPart.Constant("");
      default -> throw notAllowed(word, word);
    };
  }

  private KeyPart namedPart(String word, String name) {
    return switch (word) {
      case "header" -> new KeyPart.Header(token(name));
      case "cookie" -> new KeyPart.Cookie(token(name));
      case "path" -> new KeyPart.PathVariable(name);
      case "constant" -> new KeyPart.Constant(name);
      case "class" -> new KeyPart.Custom(name, classes.instance(name, KeySource.class));
      default -> throw notAllowed(word + ":" + name, word);
    };
  }

  /** A name that no field or cookie can have would be absent for ever. */
  private static String token(String name) {
    if (!name.matches("[!#$%&'*.^_`~0-9A-Za-z-]{1,128}")) {
      throw new IllegalArgumentException("'" + name + "' is no name of a field or cookie");
    }
    return name;
  }

  private static IllegalArgumentException notAllowed(String part, String word) {
    return new IllegalArgumentException(
        "'" + part + "': allowed is " + ALLOWED + Nearest.hint(word, WORDS));
  }
}
