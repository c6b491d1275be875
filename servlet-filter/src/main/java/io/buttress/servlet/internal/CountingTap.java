package io.buttress.servlet.internal;

import java.util.concurrent.atomic.AtomicLong;

/** Counts bytes. */
final class CountingTap implements BodyTap {
  private final AtomicLong bytes = new AtomicLong();

  long bytes() {
    return bytes.get();
  }

  void clear() {
    bytes.set(0);
  }

  @Override
  public void wrote(byte single) {
    bytes.incrementAndGet();
  }

  @Override
  public void wrote(byte[] written, int offset, int length) {
    bytes.addAndGet(length);
  }

  @Override
  public void wroteUnknown(int about) {
    bytes.addAndGet(about);
  }
}
