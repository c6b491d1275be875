package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Stream and writer of a response: the container's, tapped. */
final class Outlets {
  private final BodyTap tap;
  private final ContainerHabits habits;
  private final ServletResponse response;
  private @Nullable TappedStream stream;
  private @Nullable TappedWriter writer;
  private boolean streamAsked;
  private boolean writerAsked;

  Outlets(BodyTap tap, ContainerHabits habits, ServletResponse response) {
    this.tap = tap;
    this.habits = habits;
    this.response = response;
  }

  /** Whoever asks again may ask for the other one. */
  void forget() {
    streamAsked = false;
    writerAsked = false;
  }

  /** Whether nobody has asked for either. */
  boolean areUntouched() {
    return !streamAsked && !writerAsked;
  }

  /** Whether text was written whose bytes containers differ in. */
  boolean isTextInPieces() {
    return writerAsked && writer != null && writer.isInPieces();
  }

  /** The same as before where the container's is the same. */
  ServletOutputStream stream(ServletOutputStream container) {
    TappedStream known = stream;
    if (known == null || !(streamAsked || known.taps(container))) {
      known = new TappedStream(container, tap, habits, response);
      stream = known;
    }
    streamAsked = true;
    return known;
  }

  /** The same as before where the container's is the same. */
  PrintWriter writer(PrintWriter container, String charset) {
    TappedWriter known = writer;
    if (known == null || !(writerAsked || known.taps(container))) {
      known = new TappedWriter(container, tap, SentText.of(charset), habits, response);
      writer = known;
    } else if (!writerAsked) {
      known.begin(SentText.of(charset));
    }
    writerAsked = true;
    return known;
  }

  /** The stream of a response that is discarded. */
  ServletOutputStream idleStream() {
    if (writerAsked) {
      throw new IllegalStateException("the writer is in use");
    }
    return streamAsked && stream != null ? stream : new Nowhere();
  }

  /** The writer of a response that is discarded. */
  PrintWriter idleWriter() {
    if (streamAsked) {
      throw new IllegalStateException("the stream is in use");
    }
    return writerAsked && writer != null ? writer : new PrintWriter(Writer.nullWriter());
  }
}
