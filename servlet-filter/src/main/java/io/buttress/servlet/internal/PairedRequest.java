package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that knows the response it goes with. Without it, {@code startAsync()} would hand the
 * container's own response to the asynchronous work, and nothing of that be seen.
 */
final class PairedRequest extends HttpServletRequestWrapper {
  private final CapturingResponse response;
  private final ContainerHabits habits;

  PairedRequest(HttpServletRequest request, CapturingResponse response, ContainerHabits habits) {
    super(request);
    this.response = response;
    this.habits = habits;
  }

  @Override
  public AsyncContext startAsync() {
    return startAsync(this, response);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse with) {
    AsyncContext started = super.startAsync(request, with);
    response.follow(started);
    return new PairedAsyncContext(started, response);
  }

  @Override
  public AsyncContext getAsyncContext() {
    return new PairedAsyncContext(super.getAsyncContext(), response);
  }

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    RequestDispatcher target = super.getRequestDispatcher(path);
    return target == null ? null : habits.resettingWrappers(target);
  }
}
