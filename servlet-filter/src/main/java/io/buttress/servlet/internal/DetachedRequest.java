package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request whose client has been answered: what goes on happens on its thread alone. */
final class DetachedRequest extends HttpServletRequestWrapper {
  private static final String NOT_ASYNC =
      "a response that is fetched anew in the background can't be asynchronous";

  DetachedRequest(HttpServletRequest request) {
    super(request);
  }

  @Override
  public boolean isAsyncSupported() {
    return false;
  }

  @Override
  public AsyncContext startAsync() {
    throw new IllegalStateException(NOT_ASYNC);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    throw new IllegalStateException(NOT_ASYNC);
  }
}
