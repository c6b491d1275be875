package io.buttress.cache.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link EntryWriter} writes, and never beyond the end, nor makes room for what lies
 * there.
 */
final class EntryReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  /** The bytes are no entry. */
  static final class NoEntryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoEntryException() {
      super("no entry", null, false, false);
    }
  }

  EntryReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean isAtEnd() {
    return at == end;
  }

  private byte next() {
    if (at >= end) {
      throw new NoEntryException();
    }
    return bytes[at++];
  }

  long number() {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = next();
      number |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return number;
      }
    }
    throw new NoEntryException();
  }

  int fixed() {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = (number << 8) | (next() & 0xff);
    }
    return number;
  }

  /**
   * How many things follow.
   *
   * @param least how many bytes each of them takes at least
   */
  int count(int least) {
    long count = number();
    if (count < 0 || count > (end - at) / least) {
      throw new NoEntryException();
    }
    return (int) count;
  }

  byte[] bytes() {
    int length = count(1);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  String text() {
    int length = count(1);
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  /** The text before the next line end. */
  String line(int longest) {
    int start = at;
    int last = Math.min(end, start + longest);
    while (at < last) {
      if (bytes[at++] == '\n') {
        return new String(bytes, start, at - start - 1, StandardCharsets.US_ASCII);
      }
    }
    throw new NoEntryException();
  }
}
