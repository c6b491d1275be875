package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Passes on what is written, and tells the tap. */
final class TappedStream extends ServletOutputStream {
  private final ServletOutputStream real;
  private final BodyTap tap;
  private final ContainerHabits habits;
  private final ServletResponse response;

  /**
   * @param response what the application has it from
   */
  TappedStream(
      ServletOutputStream real, BodyTap tap, ContainerHabits habits, ServletResponse response) {
    this.real = real;
    this.tap = tap;
    this.habits = habits;
    this.response = response;
  }

  /** Whether this writes to that one. */
  boolean taps(ServletOutputStream container) {
    return real == container;
  }

  @Override
  public void write(int b) throws IOException {
    if (tap.admits(1)) {
      if (!tap.isAlone()) {
        try {
          real.write(b);
        } catch (IOException e) {
          tap.endure(e);
        } catch (RuntimeException e) {
          tap.failed();
          throw e;
        }
      }
      tap.wrote((byte) b);
    }
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    if (tap.admits(len)) {
      passOn(() -> real.write(b, off, len));
      tap.wrote(b, off, len);
    }
  }

  /** Beyond ASCII, containers differ in what they make of text. */
  @Override
  public void print(String text) throws IOException {
    String shown = String.valueOf(text);
    if (shown.chars().allMatch(c -> c < 0x80)) {
      byte[] bytes = shown.getBytes(StandardCharsets.US_ASCII);
      write(bytes, 0, bytes.length);
    } else if (tap.admits(shown.length() * 4)) {
      passOn(() -> real.print(text));
      tap.wroteUnknown(shown.length());
    }
  }

  @Override
  public void flush() throws IOException {
    if (!habits.closesNext(response) && tap.admitsFlush()) {
      passOn(real::flush);
    }
  }

  @Override
  public void close() throws IOException {
    tap.closing();
    if (tap.admitsFlush()) {
      passOn(real::close);
    }
  }

  @Override
  public boolean isReady() {
    return tap.isSwallowing() || real.isReady();
  }

  @Override
  public void setWriteListener(@Nullable WriteListener listener) {
    if (listener == null) {
      // What the container makes of that.
      real.setWriteListener(null);
    } else if (tap.admitsFlush()) {
      real.setWriteListener(new NotingListener(listener, tap));
    } else {
      tap.feed(listener);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void passOn(Step step) throws IOException {
    if (tap.isAlone()) {
      return;
    }
    try {
      step.run();
    } catch (IOException e) {
      tap.endure(e);
    } catch (RuntimeException e) {
      tap.failed();
      throw e;
    }
  }

  /** Without blocking, it is the container that finds the client gone. */
  private record NotingListener(WriteListener listener, BodyTap tap) implements WriteListener {
    @Override
    public void onWritePossible() throws IOException {
      listener.onWritePossible();
    }

    @Override
    public void onError(Throwable thrown) {
      tap.failed();
      listener.onError(thrown);
    }
  }
}
