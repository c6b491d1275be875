package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stream and writer of a response: the container's, tapped. */
final class Outlets {
  private final BodyTap tap;
  private final ContainerHabits habits;
  private @Nullable TappedStream stream;
  private @Nullable PrintWriter writer;

  Outlets(BodyTap tap, ContainerHabits habits) {
    this.tap = tap;
    this.habits = habits;
  }

  /** Whoever asks again may ask for the other one. */
  void forget() {
    stream = null;
    writer = null;
  }

  /** Whether nobody has asked for either. */
  boolean areUntouched() {
    return stream == null && writer == null;
  }

  /** Whether text was written whose bytes containers differ in. */
  boolean isTextInPieces() {
    return writer instanceof TappedWriter tapped && tapped.isInPieces();
  }

  ServletOutputStream stream(ServletOutputStream container) {
    if (stream == null) {
      stream = new TappedStream(container, tap, habits);
    }
    return stream;
  }

  PrintWriter writer(PrintWriter container, String charset, Supplier<Locale> locale) {
    if (writer == null) {
      writer = new TappedWriter(container, tap, SentText.of(charset), habits, locale);
    }
    return writer;
  }

  /** The stream of a response that is discarded. */
  ServletOutputStream idleStream() {
    if (writer != null) {
      throw new IllegalStateException("the writer is in use");
    }
    return stream == null ? new Nowhere() : stream;
  }

  /** The writer of a response that is discarded. */
  PrintWriter idleWriter() {
    if (stream != null) {
      throw new IllegalStateException("the stream is in use");
    }
    return writer == null ? new PrintWriter(Writer.nullWriter()) : writer;
  }
}
