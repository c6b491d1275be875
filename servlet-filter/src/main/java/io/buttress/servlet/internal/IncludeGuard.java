package io.buttress.servlet.internal;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets no included resource change the head (Servlet 6.0, 9.3) of a response that passes nothing on
 * to the container: some containers look after that only below all wrappers.
 */
final class IncludeGuard extends GuardedResponse {
  private final HttpServletRequest request;

  IncludeGuard(HttpServletResponse guarded, HttpServletRequest request) {
    super(guarded);
    this.request = request;
  }

  @Override
  boolean isIncluded() {
    return request.getDispatcherType() == DispatcherType.INCLUDE;
  }

  @Override
  boolean admitsHead() {
    return !isIncluded();
  }

  @Override
  public void sendError(int status) throws IOException {
    if (!isIncluded()) {
      super.sendError(status);
    }
  }

  @Override
  public void sendError(int status, @Nullable String message) throws IOException {
    if (!isIncluded()) {
      super.sendError(status, message);
    }
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    if (!isIncluded()) {
      super.sendRedirect(location);
    }
  }

  @Override
  public void reset() {
    if (!isIncluded()) {
      super.reset();
    }
  }
}
