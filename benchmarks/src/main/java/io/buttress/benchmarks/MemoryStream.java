package io.buttress.benchmarks;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;

/** Writes into memory. */
final class MemoryStream extends ServletOutputStream {
  private final ByteArrayOutputStream bytes;

  MemoryStream(ByteArrayOutputStream bytes) {
    this.bytes = bytes;
  }

  @Override
  public void write(int b) {
    bytes.write(b);
  }

  @Override
  public void write(byte[] array, int offset, int length) {
    bytes.write(array, offset, length);
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    throw new IllegalStateException("not asynchronous");
  }
}
