package io.buttress.servlet.internal;

import io.buttress.http.Field;
import jakarta.servlet.http.Cookie;
import java.util.Map;

/** The Set-Cookie field of a cookie, where a container does not tell of it. */
final class CookieField {
  private CookieField() {}

  static Field of(Cookie cookie) {
    String value = cookie.getValue() == null ? "" : cookie.getValue();
    StringBuilder text = new StringBuilder(cookie.getName()).append('=').append(value);
    cookie.getAttributes().entrySet().stream()
        .filter(attribute -> !attribute.getValue().equals("false"))
        .forEach(attribute -> append(text, attribute));
    // Containers refuse or encode what can be no field.
    return new Field("Set-Cookie", text.toString().replaceAll("[\\p{Cntrl}]", ""));
  }

  /** Since Servlet 6.1 attributes without a value have an empty one. */
  private static void append(StringBuilder text, Map.Entry<String, String> attribute) {
    text.append("; ").append(attribute.getKey());
    if (!attribute.getValue().isEmpty() && !attribute.getValue().equals("true")) {
      text.append('=').append(attribute.getValue());
    }
  }
}
