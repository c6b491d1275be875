package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves what was read already, and then what the container still has. */
final class ReplayedStream extends ServletInputStream {
  private final byte[] known;
  private final @Nullable ServletInputStream rest;
  private final Supplier<AsyncContext> async;
  private int at;
  private volatile @Nullable ReadListener listener;
  private boolean calling;
  private boolean handedOver;
  private boolean endTold;

  /**
   * @param rest what follows; null if nothing does
   * @param async the request's asynchronous work, once it was started
   */
  ReplayedStream(byte[] known, @Nullable ServletInputStream rest, Supplier<AsyncContext> async) {
    this.known = known;
    this.rest = rest;
    this.async = async;
  }

  /** Whether nobody has read from it. */
  boolean isUntouched() {
    return at == 0;
  }

  @Override
  public int read() throws IOException {
    if (at < known.length) {
      return known[at++] & 0xff;
    }
    return rest == null ? -1 : rest.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (at < known.length) {
      int count = Math.min(length, known.length - at);
      System.arraycopy(known, at, into, offset, count);
      at += count;
      return count;
    }
    return rest == null ? -1 : rest.read(into, offset, length);
  }

  @Override
  public int available() throws IOException {
    int here = known.length - at;
    return here > 0 || rest == null ? here : rest.available();
  }

  @Override
  public boolean isFinished() {
    return at == known.length && (rest == null || rest.isFinished());
  }

  @Override
  public boolean isReady() {
    if (listener == null || at < known.length) {
      return true;
    }
    if (rest != null) {
      return handedOver && rest.isReady();
    }
    if (!calling && !endTold) {
      // The application reads on a thread of its own.
      endTold = true;
      async.get().start(this::tellEnd);
    }
    return false;
  }

  @Override
  public void setReadListener(ReadListener reader) {
    Objects.requireNonNull(reader, "listener");
    if (listener != null) {
      throw new IllegalStateException("there is a listener already");
    }
    // Throws where no asynchronous work was started, as it should.
    AsyncContext context = async.get();
    listener = reader;
    context.start(() -> feed(reader));
  }

  private void feed(ReadListener reader) {
    calling = true;
    try {
      if (at < known.length) {
        reader.onDataAvailable();
      }
    } catch (IOException | RuntimeException e) {
      reader.onError(e);
      return;
    } finally {
      calling = false;
    }
    if (at == known.length && rest != null) {
      handedOver = true;
      rest.setReadListener(reader);
    } else if (at == known.length && !endTold) {
      endTold = true;
      tellEnd();
    }
  }

  private void tellEnd() {
    ReadListener reader = Objects.requireNonNull(listener);
    try {
      reader.onAllDataRead();
    } catch (IOException | RuntimeException e) {
      reader.onError(e);
    }
  }
}
