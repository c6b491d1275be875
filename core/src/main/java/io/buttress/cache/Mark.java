package io.buttress.cache;

import static java.util.Locale.ROOT;

import java.util.HexFormat;

/**
 * What a purge names. A response has several marks, and is gone as soon as one of them was purged
 * after it was asked for: so a purge writes one instant, however many responses it concerns.
 */
public final class Mark {
  /** All responses. */
  public static final String EVERYTHING = "*";

  private Mark() {}

  /**
   * All responses of a URI, of whatever variant and by whatever name of the host.
   *
   * @param pathAndQuery as sent, of the query what counts
   */
  public static String uri(String pathAndQuery) {
    return "u" + normalised(pathAndQuery);
  }

  /**
   * All responses whose path is that one or lies below it.
   *
   * @param path starts with a slash and does not end in one; empty for all
   */
  public static String prefix(String path) {
    return "p" + normalised(path);
  }

  /**
   * Equivalent URIs are one (RFC 9110, 4.2.3; RFC 3986, 6.2.2): what needs no encoding has none,
   * and the digits of an encoding are capital. Keys are not made so, as an application may tell
   * them apart; but to purge too much does no harm.
   */
  private static String normalised(String uri) {
    int percent = uri.indexOf('%');
    if (percent < 0) {
      return uri;
    }
    StringBuilder text = new StringBuilder(uri.length()).append(uri, 0, percent);
    for (int i = percent; i < uri.length(); i++) {
      boolean encoded =
          uri.charAt(i) == '%'
              && i + 2 < uri.length()
              && HexFormat.isHexDigit(uri.charAt(i + 1))
              && HexFormat.isHexDigit(uri.charAt(i + 2));
      if (encoded) {
        int octet = HexFormat.fromHexDigits(uri, i + 1, i + 3);
        text.append(isUnreserved(octet) ? (char) octet : uri.substring(i, i + 3).toUpperCase(ROOT));
        i += 2;
      } else {
        text.append(uri.charAt(i));
      }
    }
    return text.toString();
  }

  private static boolean isUnreserved(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || "-._~".indexOf(octet) >= 0;
  }

  /** All responses with that tag, of whatever origin. */
  public static String tag(String tag) {
    return "t" + tag;
  }

  /** All responses of the origin in that group (RFC 9875, 2). */
  public static String group(String origin, String group) {
    return "g" + origin + ' ' + group;
  }
}
