package io.buttress.http;

import org.jspecify.annotations.Nullable;

/** One element of {@code Forwarded} (RFC 7239, 4): {@code for="[2001:db8::17]";proto=https}. */
final class ForwardedElement {
  private final String text;
  private int position;

  private ForwardedElement(String text) {
    this.text = text;
  }

  /** The address of its {@code for}; null if there is none, or two, or if it is malformed. */
  static @Nullable IpAddress address(String element) {
    String node = new ForwardedElement(element).node();
    return node == null ? null : NodeName.address(node);
  }

  private @Nullable String node() {
    String node = null;
    while (position < text.length()) {
      if (isBetweenPairs(text.charAt(position))) {
        position++;
        continue;
      }
      int equals = text.indexOf('=', position);
      if (equals < 0) {
        return null;
      }
      String name = text.substring(position, equals).strip();
      position = equals + 1;
      String value = value();
      if (value == null) {
        return null;
      }
      if (name.equalsIgnoreCase("for")) {
        if (node != null) {
          return null;
        }
        node = value;
      }
    }
    return node;
  }

  /** Pairs may be missing (RFC 7239, 4): {@code for=192.0.2.43;;by=_proxy;}. */
  private static boolean isBetweenPairs(char c) {
    return c == ';' || c == ' ' || c == '\t';
  }

  /** The value up to the next semicolon, and the position behind that; null if it is malformed. */
  private @Nullable String value() {
    if (position < text.length() && text.charAt(position) == '"') {
      return quoted();
    }
    int semicolon = text.indexOf(';', position);
    int end = semicolon < 0 ? text.length() : semicolon;
    String value = text.substring(position, end).strip();
    position = end + 1;
    return value.indexOf('"') < 0 ? value : null;
  }

  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    for (int i = position + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        position = i + 1;
        return atEnd() ? value.toString() : null;
      }
      if (c == '\\') {
        i++;
      }
      if (i < text.length()) {
        value.append(text.charAt(i));
      }
    }
    return null;
  }

  /** Behind a closing quote: only blanks up to the end or a semicolon, which is passed. */
  private boolean atEnd() {
    while (position < text.length() && text.charAt(position) != ';') {
      char c = text.charAt(position++);
      if (c != ' ' && c != '\t') {
        return false;
      }
    }
    position++;
    return true;
  }
}
