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
   * All responses of a URI, of whatever variant.
   *
   * @param origin scheme, host and port as {@link CacheKey} has them
   * @param pathAndQuery normalised likewise
   */
  public static String uri(String origin, String pathAndQuery) {
    return "u" + origin + pathAndQuery;
  }

  /**
   * All responses whose path is that one or lies below it.
   *
   * @param path starts with a slash and does not end in one; empty for all
   */
  public static String prefix(String origin, String path) {
    return "p" + origin + path;
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
