package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that knows the response it goes with. Without it, {@code startAsync()} would hand the
 * container's own response to the asynchronous work, and nothing of that be seen.
 *
 * <p>Containers make a wrapper say where a request is forwarded to, until the forward returns. What
 * is started meanwhile is dispatched to the path that it would be without a wrapper.
 */
final class PairedRequest extends ForwardedRequest {
  private final String uri;
  private final String servletPath;
  private final @Nullable String pathInfo;
  private final @Nullable String query;
  private final ServletRequest came;
  private final ServletRequestWrapper lowest;
  private final HttpServletResponse response;
  private final AsyncWatch watch;
  private final ContainerHabits habits;
  private volatile @Nullable PairedAsyncContext async;
  private volatile @Nullable Thread dispatching;

  PairedRequest(
      HttpServletRequest request,
      HttpServletResponse response,
      AsyncWatch watch,
      ContainerHabits habits) {
    super(request);
    this.lowest = lowest(this);
    this.came = lowest.getRequest();
    HttpServletRequest origin = came instanceof HttpServletRequest http ? http : request;
    this.uri = origin.getRequestURI();
    this.servletPath = origin.getServletPath();
    this.pathInfo = origin.getPathInfo();
    this.query = origin.getQueryString();
    this.response = response;
    this.watch = watch;
    this.habits = habits;
  }

  @Override
  public AsyncContext startAsync() {
    AsyncContext context = super.startAsync(this, response);
    tellLowest(false);
    return started(context, true, this);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse with) {
    AsyncContext context = super.startAsync(request, with);
    boolean forwarded = lowest.getRequest() != came;
    tellLowest(forwarded);
    boolean original = !forwarded || ContainerHabits.of(this).forwardsOriginals();
    return started(context, original && request == this && with == response, null);
  }

  private void tellLowest(boolean forwarded) {
    if (lowest instanceof ForwardedRequest own) {
      own.started(forwarded);
    }
  }

  /** The wrapper next to the container's request, between which some put what a forward changes. */
  private static ServletRequestWrapper lowest(ServletRequestWrapper outermost) {
    ServletRequestWrapper lowest = outermost;
    while (lowest.getRequest() instanceof ServletRequestWrapper wrapper) {
      lowest = wrapper;
    }
    return lowest;
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
    watch.started().accept(context);
    PairedAsyncContext paired = new PairedAsyncContext(context, watch, original, unnamed);
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
    return new PairedAsyncContext(context, watch, false, null);
  }

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    RequestDispatcher target = super.getRequestDispatcher(path);
    return target == null ? null : habits.resettingWrappers(target);
  }
}
