package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A listener of the application, which is told of the context that the application knows: it may
 * complete the work by that.
 */
final class PairedListener implements AsyncListener {
  private final AsyncListener listener;
  private final @Nullable PairedAsyncContext known;

  /** WildFly looks for this in each listener of an application, and warns where there is none. */
  PairedListener() {
    this(new WhenComplete(), null);
  }

  PairedListener(AsyncListener listener, @Nullable PairedAsyncContext known) {
    this.listener = listener;
    this.known = known;
  }

  private AsyncEvent paired(AsyncEvent event) {
    PairedAsyncContext own = known;
    AsyncContext context = event.getAsyncContext();
    if (own == null || context == null) {
      return event;
    }
    AsyncContext told =
        context == own.context() ? own : new PairedAsyncContext(context, own.watch(), false, null);
    return new AsyncEvent(
        told, event.getSuppliedRequest(), event.getSuppliedResponse(), event.getThrowable());
  }

  @Override
  public void onComplete(AsyncEvent event) throws IOException {
    listener.onComplete(paired(event));
  }

  @Override
  public void onTimeout(AsyncEvent event) throws IOException {
    listener.onTimeout(paired(event));
  }

  @Override
  public void onError(AsyncEvent event) throws IOException {
    listener.onError(paired(event));
  }

  @Override
  public void onStartAsync(AsyncEvent event) throws IOException {
    listener.onStartAsync(paired(event));
  }
}
