package io.buttress.servlet.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** Clears the buffer for a forward by way of the response that it is given. */
record ResettingDispatcher(RequestDispatcher target) implements RequestDispatcher {
  @Override
  public void forward(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    // Of a committed response, the container complains.
    if (!response.isCommitted()) {
      response.resetBuffer();
    }
    target.forward(request, response);
  }

  @Override
  public void include(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    target.include(request, response);
  }
}
