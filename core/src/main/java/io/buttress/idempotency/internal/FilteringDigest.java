package io.buttress.idempotency.internal;

import java.security.MessageDigest;

/** Takes in a body, and lets a part of its bytes through to the digest behind it. */
abstract class FilteringDigest extends MessageDigest {
  private final MessageDigest behind;
  private final byte[] buffer = new byte[1024];
  private int used;

  FilteringDigest(MessageDigest behind) {
    super(behind.getAlgorithm());
    this.behind = behind;
  }

  /** Looks at the next byte of the body. */
  abstract void next(byte b);

  /** The body has ended. */
  abstract void end();

  /** Lets a byte through. */
  final void pass(byte b) {
    if (used == buffer.length) {
      flush();
    }
    buffer[used++] = b;
  }

  private void flush() {
    behind.update(buffer, 0, used);
    used = 0;
  }

  @Override
  protected void engineUpdate(byte input) {
    next(input);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int len) {
    for (int i = offset; i < offset + len; i++) {
      next(input[i]);
    }
  }

  @Override
  protected byte[] engineDigest() {
    end();
    flush();
    return behind.digest();
  }

  /** A digest is of one body. */
  @Override
  protected void engineReset() {
    throw new UnsupportedOperationException("a digest of one body");
  }
}
