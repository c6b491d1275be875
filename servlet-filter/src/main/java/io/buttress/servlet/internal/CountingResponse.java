package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
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

  private CountingResponse(HttpServletResponse response, ContainerHabits habits) {
    super(response);
    this.habits = habits;
    outlets = new Outlets(tap, habits, this);
  }

  /**
   * What the application is to get: the response itself where the container counts. Jetty does, and
   * sends a file to a wrapper otherwise than to its own response: in chunks, and no ranges of it.
   */
  public static HttpServletResponse of(HttpServletResponse response) {
    ContainerHabits habits = ContainerHabits.of(response);
    boolean own = !(response instanceof HttpServletResponseWrapper);
    return own && habits.counted(response).isPresent()
        ? response
        : new CountingResponse(response, habits);
  }

  /**
   * The request that the application is to get with it: asynchronous work that it starts then
   * writes here, too. The request itself where no such work can be, or where it has to be the
   * container's own: Tomcat looks for that to tell by which methods a servlet can be asked.
   *
   * @param got what the application is to get
   */
  public static HttpServletRequest paired(HttpServletRequest request, HttpServletResponse got) {
    return got instanceof CountingResponse counting
            && request.isAsyncSupported()
            && !request.getMethod().equals("OPTIONS")
        ? new PairedRequest(request, counting, AsyncWatch.NONE, counting.habits)
        : request;
  }

  /**
   * How many bytes have been written so far.
   *
   * @param got what the application got; 0 if nobody has counted there
   */
  static long bytes(HttpServletResponse got) {
    return got instanceof CountingResponse counting
        ? counting.tap.bytes()
        : ContainerHabits.of(got).counted(got).orElse(0);
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
    return outlets.writer(super.getWriter(), getCharacterEncoding());
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
