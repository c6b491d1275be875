package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/** Takes everything, at any time. */
final class Nowhere extends ServletOutputStream {
  @Override
  public void write(int b) {}

  @Override
  public void write(byte[] b, int off, int len) {}

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setWriteListener(WriteListener listener) {}
}
