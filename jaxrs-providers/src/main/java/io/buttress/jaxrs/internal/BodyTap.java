package io.buttress.jaxrs.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;

/** Passes content on, and keeps a copy of it up to a cap. */
final class BodyTap extends OutputStream {
  private final OutputStream out;
  private final Supplier<Optional<Long>> begun;
  private final Runnable lost;
  private final Runnable closed;
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private boolean settled;
  private long cap = -1;

  /**
   * @param begun asked once, before the first byte is passed on: how much is kept; empty for
   *     nothing
   * @param lost runs once it is clear that no copy will be kept
   * @param closed runs when somebody closes this
   */
  BodyTap(OutputStream out, Supplier<Optional<Long>> begun, Runnable lost, Runnable closed) {
    this.out = out;
    this.begun = begun;
    this.lost = lost;
    this.closed = closed;
  }

  /** The head of the response is as it will be sent. */
  void settle() {
    if (!settled) {
      settled = true;
      cap = begun.get().orElse(-1L);
    }
  }

  /** The whole content so far; empty if it is not kept. */
  Optional<byte[]> body() {
    return cap < 0 ? Optional.empty() : Optional.of(copy.toByteArray());
  }

  private boolean keeps(int more) {
    if (cap >= 0 && copy.size() + (long) more > cap) {
      cap = -1;
      copy.reset();
      lost.run();
    }
    return cap >= 0;
  }

  @Override
  public void write(int b) throws IOException {
    settle();
    if (keeps(1)) {
      copy.write(b);
    }
    out.write(b);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    settle();
    if (keeps(len)) {
      copy.write(b, off, len);
    }
    out.write(b, off, len);
  }

  @Override
  public void flush() throws IOException {
    settle();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    settle();
    out.close();
    closed.run();
  }
}
