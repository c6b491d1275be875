package io.buttress.cache;

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
    return "u" + pathAndQuery;
  }

  /**
   * All responses whose path is that one or lies below it.
   *
   * @param path starts with a slash and does not end in one; empty for all
   */
  public static String prefix(String path) {
    return "p" + path;
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
