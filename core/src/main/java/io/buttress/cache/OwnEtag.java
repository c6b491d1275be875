package io.buttress.cache;

import io.buttress.text.Sha256;

/** Entity tags for responses whose application gives none (RFC 9110, 8.8.3). */
final class OwnEtag {
  private static final int BYTES = 12;

  private OwnEtag() {}

  /**
   * The tag of a response: weak where the container may still code its bytes, each time anew (RFC
   * 9110, 8.8.1). Tomcat compresses nothing that has a strong one.
   */
  static String of(byte[] body, CachePolicy policy) {
    return policy.storage().compression().isPresent() ? of(body) : "W/" + of(body);
  }

  /** A strong tag: equal for equal bytes only, as far as a digest of 96 bits can tell. */
  static String of(byte[] body) {
    return '"' + Sha256.name(body, BYTES) + '"';
  }
}
