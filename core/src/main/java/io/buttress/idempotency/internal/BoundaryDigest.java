package io.buttress.idempotency.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Leaves out the boundary of a multipart body: clients choose a new one each time they send the
 * same parts. In its place stands a byte that UTF-8 never has. (Knuth, Morris and Pratt's search.)
 */
final class BoundaryDigest extends FilteringDigest {
  private static final byte MARK = (byte) 0xff;

  private final byte[] sought;
  private final int[] fallback;
  private int matched;

  BoundaryDigest(MessageDigest behind, String boundary) {
    super(behind);
    sought = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    fallback = fallback(sought);
  }

  /** How much of the beginning is matched still if the byte after so many does not fit. */
  private static int[] fallback(byte[] sought) {
    int[] lengths = new int[sought.length];
    int length = 0;
    for (int i = 1; i < sought.length; i++) {
      while (length > 0 && sought[i] != sought[length]) {
        length = lengths[length - 1];
      }
      if (sought[i] == sought[length]) {
        length++;
      }
      lengths[i] = length;
    }
    return lengths;
  }

  @Override
  void next(byte b) {
    while (matched > 0 && sought[matched] != b) {
      giveUpTo(fallback[matched - 1]);
    }
    if (sought[matched] != b) {
      pass(b);
      return;
    }
    matched++;
    if (matched == sought.length) {
      pass(MARK);
      matched = 0;
    }
  }

  /** What was held back as the beginning of a boundary is none, save for its last bytes. */
  private void giveUpTo(int left) {
    for (int i = 0; i < matched - left; i++) {
      pass(sought[i]);
    }
    matched = left;
  }

  @Override
  void end() {
    giveUpTo(0);
  }
}
