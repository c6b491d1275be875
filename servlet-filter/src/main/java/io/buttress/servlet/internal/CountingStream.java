package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is written through. */
final class CountingStream extends ServletOutputStream {
  private final ServletOutputStream real;
  private final AtomicLong bytes;

  CountingStream(ServletOutputStream real, AtomicLong bytes) {
    this.real = real;
    this.bytes = bytes;
  }

  @Override
  public void write(int b) throws IOException {
    real.write(b);
    bytes.incrementAndGet();
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    real.write(b, off, len);
    bytes.addAndGet(len);
  }

  @Override
  public void print(String s) throws IOException {
    real.print(s);
    // ISO 8859-1, as the servlet specification has it.
    bytes.addAndGet(s == null ? "null".length() : s.length());
  }

  @Override
  public void flush() throws IOException {
    real.flush();
  }

  @Override
  public void close() throws IOException {
    real.close();
  }

  @Override
  public boolean isReady() {
    return real.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    real.setWriteListener(listener);
  }
}
