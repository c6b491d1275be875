package io.buttress.jaxrs.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Passes an entity on and keeps a copy, up to a cap. If the client goes away meanwhile, the
 * application does not notice while there is a copy: it writes its answer to the end, for the
 * retry.
 */
final class AnswerCopy extends OutputStream {
  private final OutputStream out;
  private final long cap;
  private ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private boolean kept = true;
  private boolean alone;
  private Runnable beginning = () -> {};
  private Runnable closing = () -> {};

  /**
   * @param cap of a longer entity nothing is kept; bytes, from 0
   */
  AnswerCopy(OutputStream out, long cap) {
    this.out = out;
    this.cap = cap;
  }

  /** The whole entity; empty if it was too long. */
  Optional<byte[]> bytes() {
    return kept ? Optional.of(copy.toByteArray()) : Optional.empty();
  }

  /**
   * Nothing was written yet.
   *
   * @param action runs before the first byte comes
   */
  void whenBegun(Runnable action) {
    beginning = action;
  }

  /**
   * The entity was written, but for what comes until the stream is closed.
   *
   * @param action runs then, before anything more goes to the client
   */
  void whenClosed(Runnable action) {
    closing = action;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    beginning.run();
    beginning = () -> {};
    if (kept) {
      keep(bytes, offset, length);
    }
    if (!alone) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        goOnAlone(e);
      }
    } else if (!kept) {
      throw new IOException("The client has gone, and the answer is too long to be kept for it");
    }
  }

  private void keep(byte[] bytes, int offset, int length) {
    if (length <= cap - copy.size()) {
      copy.write(bytes, offset, length);
    } else {
      kept = false;
      copy = new ByteArrayOutputStream(0);
    }
  }

  @Override
  public void flush() throws IOException {
    if (!alone) {
      try {
        out.flush();
      } catch (IOException e) {
        goOnAlone(e);
      }
    }
  }

  private void goOnAlone(IOException lost) throws IOException {
    if (!kept) {
      throw lost;
    }
    alone = true;
  }

  @Override
  public void close() throws IOException {
    closing.run();
    out.close();
  }
}
