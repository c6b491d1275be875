package io.buttress.servlet.internal;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A wrapper below which containers put what a forward changes, if it is next to their own request.
 * When the forward returns, Payara takes that away again, also from asynchronous work that goes on
 * with it.
 */
abstract class ForwardedRequest extends HttpServletRequestWrapper {
  private volatile @Nullable ServletRequest kept;

  ForwardedRequest(HttpServletRequest request) {
    super(request);
  }

  /**
   * Asynchronous work has started.
   *
   * @param asItIs whether it goes on with what is below now
   */
  final void started(boolean asItIs) {
    kept = asItIs ? getRequest() : null;
  }

  @Override
  public void setRequest(ServletRequest request) {
    boolean takenAway =
        kept instanceof ServletRequestWrapper forward && forward.getRequest() == request;
    if (!takenAway) {
      super.setRequest(request);
    }
  }
}
