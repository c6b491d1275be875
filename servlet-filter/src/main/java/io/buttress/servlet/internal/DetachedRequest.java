package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** A request whose client has been answered: what goes on happens on its thread alone. */
final class DetachedRequest extends HttpServletRequestWrapper {
  private static final String NOT_ASYNC =
      "a response that is fetched anew in the background can't be asynchronous";

  private final long now;
  private @Nullable HttpSession session;

  /**
   * @param now milliseconds since 1970
   */
  DetachedRequest(HttpServletRequest request, long now) {
    super(request);
    this.now = now;
  }

  @Override
  public HttpSession getSession() {
    return sessionOrNobodys();
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    return create ? sessionOrNobodys() : session == null ? super.getSession(false) : session;
  }

  private HttpSession sessionOrNobodys() {
    HttpSession own = getSession(false);
    if (own == null) {
      own = new NobodysSession(getServletContext(), now);
      session = own;
    }
    return own;
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
