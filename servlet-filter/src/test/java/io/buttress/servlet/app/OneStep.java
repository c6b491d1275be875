package io.buttress.servlet.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Does one thing for every request. */
public final class OneStep extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Step step;

  /** What it does. */
  public interface Step {
    /** Answers. */
    void answer(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  public OneStep(Step step) {
    this.step = step;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    step.answer(request, response);
  }
}
