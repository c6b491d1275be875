package io.buttress.servlet.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A multipart body as bytes, apart from its boundary: a client that sends the same again chooses
 * another one.
 */
final class MultipartBytes {
  // RFC 2046, 5.1.1.
  private static final int LONGEST_BOUNDARY = 70;

  private final byte[] body;
  private final byte[] delimiter;

  private MultipartBytes(byte[] body, String boundary) {
    this.body = body;
    this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  static MultipartBytes of(byte[] body, String boundary) {
    return new MultipartBytes(body, boundary);
  }

  /** The boundary that a content type names; empty if it names none that can be one. */
  static Optional<String> boundary(String contentType) {
    for (String parameter : contentType.split(";", -1)) {
      String text = parameter.strip();
      if (text.regionMatches(true, 0, "boundary=", 0, "boundary=".length())) {
        String value = text.substring("boundary=".length()).strip();
        String bare = value.replace("\"", "");
        return Optional.of(bare).filter(b -> !b.isEmpty() && b.length() <= LONGEST_BOUNDARY);
      }
    }
    return Optional.empty();
  }

  /** Whether it begins as such a body does: otherwise somebody has read from it before. */
  boolean isFromItsBeginning() {
    return delimiterAt(0);
  }

  /** Each part's bytes with their number ahead. */
  void digest(BodySink sink) {
    int start = 0;
    for (int at = 0; at + delimiter.length <= body.length; at++) {
      if (delimiterAt(at)) {
        add(start, at, sink);
        start = at + delimiter.length;
        at = start - 1;
      }
    }
    add(start, body.length, sink);
  }

  private void add(int from, int to, BodySink sink) {
    byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(to - from).array();
    sink.add(length, 0, length.length);
    sink.add(body, from, to - from);
  }

  private boolean delimiterAt(int at) {
    if (at + delimiter.length > body.length) {
      return false;
    }
    for (int i = 0; i < delimiter.length; i++) {
      if (body[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }
}
