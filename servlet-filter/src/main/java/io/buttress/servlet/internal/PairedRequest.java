package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that knows the response it goes with. Without it, {@code startAsync()} would hand the
 * container's own response to the asynchronous work, and nothing of that be seen.
 *
 * <p>Containers make a wrapper say where a request is forwarded to, until the forward returns. What
 * is started meanwhile is dispatched to the path that it would be without a wrapper.
 */
final class PairedRequest extends HttpServletRequestWrapper {
  private final HttpServletRequest own;
  private final String uri;
  private final String servletPath;
  private final @Nullable String pathInfo;
  private final @Nullable String query;
  private final CapturingResponse response;
  private final ContainerHabits habits;
  private volatile @Nullable PairedAsyncContext async;
  private volatile @Nullable Thread dispatching;

  PairedRequest(HttpServletRequest request, CapturingResponse response, ContainerHabits habits) {
    super(request);
    this.own = request;
    HttpServletRequest came = innermost(request);
    this.uri = came.getRequestURI();
    this.servletPath = came.getServletPath();
    this.pathInfo = came.getPathInfo();
    this.query = came.getQueryString();
    this.response = response;
    this.habits = habits;
  }

  @Override
  public AsyncContext startAsync() {
    return started(super.startAsync(this, response), true, this);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse with) {
    // Within a forward the container has changed what is below.
    boolean original = request == this && with == response && super.getRequest() == own;
    return started(super.startAsync(request, with), original, null);
  }

  private static HttpServletRequest innermost(HttpServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      inner = wrapper.getRequest();
    }
    return inner instanceof HttpServletRequest http ? http : request;
  }

  /** Runs a dispatch to the path by which the request came. */
  void dispatchingToOrigin(Runnable dispatch) {
    dispatching = Thread.currentThread();
    try {
      dispatch.run();
    } finally {
      dispatching = null;
    }
  }

  @Override
  public String getRequestURI() {
    return isDispatching() ? uri : super.getRequestURI();
  }

  /** Payara goes by this and the next one. */
  @Override
  public String getServletPath() {
    return isDispatching() ? servletPath : super.getServletPath();
  }

  @Override
  public @Nullable String getPathInfo() {
    return isDispatching() ? pathInfo : super.getPathInfo();
  }

  @Override
  public @Nullable String getQueryString() {
    return isDispatching() ? query : super.getQueryString();
  }

  private boolean isDispatching() {
    return dispatching == Thread.currentThread();
  }

  private AsyncContext started(
      AsyncContext context, boolean original, @Nullable PairedRequest unnamed) {
    response.follow(context);
    PairedAsyncContext paired = new PairedAsyncContext(context, response, original, unnamed);
    async = paired;
    return paired;
  }

  @Override
  public AsyncContext getAsyncContext() {
    AsyncContext context = super.getAsyncContext();
    PairedAsyncContext known = async;
    if (known != null && known.context() == context) {
      return known;
    }
    return new PairedAsyncContext(context, response, false, null);
  }

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    RequestDispatcher target = super.getRequestDispatcher(path);
    return target == null ? null : habits.resettingWrappers(target);
  }
}
