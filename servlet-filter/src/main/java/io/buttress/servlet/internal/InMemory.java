package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes into memory, up to a cap; then it is as if the client were gone. */
final class InMemory extends ServletOutputStream {
  private final ByteArrayOutputStream bytes;
  private final long cap;
  private boolean refused;

  InMemory(ByteArrayOutputStream bytes, long cap) {
    this.bytes = bytes;
    this.cap = cap;
  }

  /** Whether something is missing. */
  boolean hasRefused() {
    return refused;
  }

  private void refuseBeyondCap(int length) throws IOException {
    if (bytes.size() + (long) length > cap) {
      refused = true;
      throw new IOException("the response is longer than what is stored at most");
    }
  }

  @Override
  public void write(int b) throws IOException {
    refuseBeyondCap(1);
    bytes.write(b);
  }

  @Override
  public void write(byte[] array, int offset, int length) throws IOException {
    refuseBeyondCap(length);
    bytes.write(array, offset, length);
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    throw new IllegalStateException("the request is not asynchronous");
  }
}
