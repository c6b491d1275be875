package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of body that the application writes, for policies that settle by them. All else
 * goes to the container's response as it comes: what is flushed, reset or written when is the
 * application's and the container's matter.
 */
public final class CountingResponse extends HttpServletResponseWrapper {
  private final ContainerHabits habits;
  private final CountingTap tap = new CountingTap();
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  public CountingResponse(HttpServletResponse response) {
    super(response);
    habits = ContainerHabits.of(response);
  }

  /** How many bytes have been written so far. */
  long bytes() {
    return tap.bytes();
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream real = super.getOutputStream();
    if (stream == null) {
      stream = new TappedStream(real, tap, habits);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter real = super.getWriter();
    if (writer == null) {
      SentText text = SentText.of(getCharacterEncoding());
      writer = new TappedWriter(real, tap, text, habits, this::getLocale);
    }
    return writer;
  }

  @Override
  public void reset() {
    super.reset();
    tap.clear();
    // Whoever asks again may ask for the other one.
    stream = null;
    writer = null;
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    tap.clear();
  }
}
