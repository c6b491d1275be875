package io.buttress.cache;

import io.buttress.text.Sha256;

/** Entity tags for responses whose application gives none (RFC 9110, 8.8.3). */
final class OwnEtag {
  private static final int BYTES = 12;

  private OwnEtag() {}

  /** A strong tag: equal for equal bytes only, as far as a digest of 96 bits can tell. */
  static String of(byte[] body) {
    return '"' + Sha256.name(body, BYTES) + '"';
  }
}
