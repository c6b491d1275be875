package io.buttress.servlet.internal;

import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what is written, and tells the tap the bytes of it. The container's writer is not
 * bypassed: it settles the charset, and is what the application would otherwise get.
 */
final class TappedWriter extends PrintWriter {
  private static final int MOST_BYTES_OF_A_CHARACTER = 4;

  private final PrintWriter real;
  private final BodyTap tap;
  private SentText text;
  private final ContainerHabits habits;
  private final ServletResponse response;

  /**
   * @param response what the application has it from
   */
  TappedWriter(
      PrintWriter real,
      BodyTap tap,
      SentText text,
      ContainerHabits habits,
      ServletResponse response) {
    super(real);
    this.real = real;
    this.tap = tap;
    this.text = text;
    this.habits = habits;
    this.response = response;
  }

  /** Whether this writes to that one. */
  boolean taps(PrintWriter container) {
    return real == container;
  }

  /** The response has begun anew, maybe in another charset. */
  void begin(SentText anew) {
    text = anew;
  }

  /** Whether half a character waits for the other half. */
  boolean isInPieces() {
    return text.isInPieces();
  }

  @Override
  public void write(int c) {
    if (tap.isListening() && !text.isPlain(c)) {
      write(String.valueOf((char) c));
    } else if (tap.admits(1)) {
      real.write(c);
      tap.wrote((byte) c);
    }
  }

  @Override
  public void write(char[] chars, int off, int len) {
    if (tap.isListening()) {
      write(new String(chars, off, len));
    } else if (tap.admits(0)) {
      real.write(chars, off, len);
    }
  }

  @Override
  public void write(String all, int off, int len) {
    if (!tap.isListening()) {
      if (tap.admits(0)) {
        real.write(all, off, len);
      }
      return;
    }
    String piece = all.substring(off, off + len);
    Optional<byte[]> bytes = text.next(piece);
    if (tap.admits(bytes.map(b -> b.length).orElse(len * MOST_BYTES_OF_A_CHARACTER))) {
      real.write(all, off, len);
      bytes.ifPresentOrElse(
          b -> tap.wrote(b, 0, b.length), () -> tap.wroteUnknown(text.guess(piece)));
    }
  }

  /** Writes it itself, so that what is copied is what was sent. */
  @Override
  public void println() {
    write(habits.lineEnd());
  }

  @Override
  public PrintWriter format(String format, @Nullable Object... arguments) {
    return format(habits.formatLocale(response), format, arguments);
  }

  @Override
  public void flush() {
    if (!habits.closesNext(response) && tap.admitsFlush()) {
      real.flush();
    }
  }

  @Override
  public void close() {
    tap.closing();
    if (tap.admitsFlush()) {
      real.close();
    }
  }

  /** Flushes, as every writer does. */
  @Override
  public boolean checkError() {
    if (!tap.admitsFlush()) {
      return false;
    }
    try {
      if (real.checkError()) {
        tap.endure(new IOException("the writer failed"));
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
