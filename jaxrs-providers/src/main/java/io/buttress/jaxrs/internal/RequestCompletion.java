package io.buttress.jaxrs.internal;

import io.buttress.http.RequestMarks;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Tells when an asynchronous request is complete, and what the application says it costs. */
final class RequestCompletion implements AsyncListener {
  private final Consumer<OptionalLong> told;

  /** WildFly looks for this in each listener of an application, and warns where there is none. */
  RequestCompletion() {
    this(cost -> {});
  }

  RequestCompletion(Consumer<OptionalLong> told) {
    this.told = told;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    told.accept(declaredCost(event));
  }

  /** Some containers have no request any more. */
  private static OptionalLong declaredCost(AsyncEvent event) {
    try {
      Object mark = event.getAsyncContext().getRequest().getAttribute(RequestMarks.COST);
      return RequestMarks.cost(mark);
    } catch (IllegalStateException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // JAX-RS answers, and completes the request.
  }

  @Override
  public void onError(AsyncEvent event) {
    // The container completes the request.
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Asynchronous again: listeners have to be told again.
    event.getAsyncContext().addListener(this);
  }
}
