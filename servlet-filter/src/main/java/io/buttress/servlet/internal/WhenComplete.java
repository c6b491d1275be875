package io.buttress.servlet.internal;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Acts when an asynchronous request is complete. */
final class WhenComplete implements AsyncListener {
  private final Runnable trouble;
  private final Runnable action;

  /** WildFly looks for this in each listener of an application, and warns where there is none. */
  WhenComplete() {
    this(() -> {});
  }

  WhenComplete(Runnable action) {
    this(() -> {}, action);
  }

  /**
   * @param trouble runs before, if something was thrown
   */
  WhenComplete(Runnable trouble, Runnable action) {
    this.trouble = trouble;
    this.action = action;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    action.run();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // Not the end yet: a listener of the application may answer; completion follows.
  }

  @Override
  public void onError(AsyncEvent event) {
    trouble.run();
    // Not the end yet: completion follows.
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
