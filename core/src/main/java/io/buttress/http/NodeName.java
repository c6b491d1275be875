package io.buttress.http;

import org.jspecify.annotations.Nullable;

/** A node as RFC 7239, 6 has it, and as {@code X-Forwarded-For} writes it in the wild. */
final class NodeName {
  private NodeName() {}

  /**
   * The address of {@code 192.0.2.43}, {@code 192.0.2.43:47011}, {@code [2001:db8::17]:47011},
   * {@code [2001:db8::17]} and {@code 2001:db8::17}; null of {@code unknown}, of obfuscated names
   * and of what is malformed.
   */
  static @Nullable IpAddress address(String text) {
    if (text.startsWith("[")) {
      int bracket = text.indexOf(']');
      return bracket > 0 && text.indexOf(':') < bracket && isPort(text, bracket + 1)
          ? Ipv6Literal.parse(text.substring(1, bracket))
          : null;
    }
    int colon = text.indexOf(':');
    if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
      return IpAddress.parse(text);
    }
    return isPort(text, colon) ? IpAddress.parse(text.substring(0, colon)) : null;
  }

  /** Nothing; or a colon and a number, or an obfuscated name, which starts with an underscore. */
  private static boolean isPort(String text, int start) {
    if (start == text.length()) {
      return true;
    }
    int length = text.length() - start - 1;
    if (text.charAt(start) != ':' || length < 1) {
      return false;
    }
    boolean obfuscated = text.charAt(start + 1) == '_' && length > 1;
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit && !(obfuscated && Field.isToken(String.valueOf(c)))) {
        return false;
      }
    }
    return obfuscated || length <= 5;
  }
}
