package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves what was read already, and then what the container still has. Where the client let the
 * server wait for more, a listener is told so, as it would have been.
 */
final class ReplayedStream extends ServletInputStream {
  private final byte[] known;
  private final int[] pauses;
  private final @Nullable ServletInputStream rest;
  private final Supplier<AsyncContext> async;
  private final Consumer<FedListener> turns;
  private int at;
  private int nextPause;
  private boolean held;
  private volatile @Nullable ReadListener listener;
  private boolean calling;
  private boolean handedOver;
  private boolean endTold;

  /**
   * @param pauses ahead of which of the known bytes the client let the server wait, ascending;
   *     within 1 and their number
   * @param rest what follows; null if nothing does
   * @param async the request's asynchronous work, once it was started
   * @param turns lets a listener work
   */
  ReplayedStream(
      byte[] known,
      int[] pauses,
      @Nullable ServletInputStream rest,
      Supplier<AsyncContext> async,
      Consumer<FedListener> turns) {
    this.known = known;
    this.pauses = pauses;
    this.rest = rest;
    this.async = async;
    this.turns = turns;
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
      int count = Math.min(length, untilPause());
      System.arraycopy(known, at, into, offset, count);
      at += count;
      return count;
    }
    return rest == null ? -1 : rest.read(into, offset, length);
  }

  /** How many of the known bytes there are ahead of the next pause; without a listener, all. */
  private int untilPause() {
    if (listener == null) {
      return known.length - at;
    }
    passPausesBefore(at + 1);
    return (nextPause < pauses.length ? pauses[nextPause] : known.length) - at;
  }

  private void passPausesBefore(int index) {
    while (nextPause < pauses.length && pauses[nextPause] < index) {
      nextPause++;
    }
  }

  /** Whether the listener is to return here, and to be called again. */
  private boolean isAtPause() {
    passPausesBefore(at);
    held = calling && nextPause < pauses.length && pauses[nextPause] == at;
    return held;
  }

  @Override
  public int available() throws IOException {
    int here = untilPause();
    return here > 0 || rest == null ? here : rest.available();
  }

  @Override
  public boolean isFinished() {
    return at == known.length && (rest == null || rest.isFinished());
  }

  @Override
  public boolean isReady() {
    if (listener == null) {
      return true;
    }
    if (at < known.length) {
      return !isAtPause();
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
    AsyncContext unused = async.get();
    listener = reader;
    turns.accept(new FedListener(reader, () -> feed(reader)));
  }

  private void feed(ReadListener reader) {
    calling = true;
    try {
      boolean more = at < known.length;
      while (more) {
        passPausesBefore(at + 1);
        held = false;
        reader.onDataAvailable();
        more = held && at < known.length;
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
