package io.buttress.jaxrs.internal;

import io.buttress.http.RequestMarks;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.OptionalLong;

/** Finishes an admission when its asynchronous request is complete. */
record RequestCompletion(Admission admission) implements AsyncListener {
  @Override
  public void onComplete(AsyncEvent event) {
    admission.finish(declaredCost(event));
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
