package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Counts the bytes of body that the application writes, for policies that settle by them. All else
 * goes to the container's response as it comes: what is flushed, reset or written when is the
 * application's and the container's matter.
 */
public final class CountingResponse extends HttpServletResponseWrapper {
  private final ContainerHabits habits;
  private final CountingTap tap = new CountingTap();
  private final Outlets outlets;

  public CountingResponse(HttpServletResponse response) {
    super(response);
    habits = ContainerHabits.of(response);
    outlets = new Outlets(tap, habits);
  }

  /** How many bytes have been written so far. */
  long bytes() {
    return tap.bytes();
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    return outlets.stream(super.getOutputStream());
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (outlets.areUntouched() && habits.closesWriterNext()) {
      return new ClosingWriter(getOutputStream());
    }
    return outlets.writer(super.getWriter(), getCharacterEncoding(), this::getLocale);
  }

  @Override
  public void reset() {
    super.reset();
    tap.clear();
    outlets.forget();
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    tap.clear();
  }
}
