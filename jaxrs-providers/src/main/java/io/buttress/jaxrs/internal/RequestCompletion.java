package io.buttress.jaxrs.internal;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.jspecify.annotations.Nullable;

/** Tells when an asynchronous request is complete. */
final class RequestCompletion implements AsyncListener {
  private final @Nullable Unfinished work;

  /** WildFly looks for this in each listener of an application, and warns where there is none. */
  RequestCompletion() {
    work = null;
  }

  RequestCompletion(Unfinished work) {
    this.work = work;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    if (work != null) {
      work.end(RequestOver.of(event));
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
