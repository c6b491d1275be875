package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Says so before the container completes the response, unseen.
 *
 * @param original whether it was started with the request and response that the application got
 * @param unnamed that request, if the application named none; null if it did
 */
record PairedAsyncContext(
    AsyncContext context, AsyncWatch watch, boolean original, @Nullable PairedRequest unnamed)
    implements AsyncContext {
  @Override
  public void complete() {
    watch.completing().run();
    context.complete();
  }

  @Override
  public ServletRequest getRequest() {
    return context.getRequest();
  }

  @Override
  public ServletResponse getResponse() {
    return context.getResponse();
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    // Asked in any case: it complains if the work is over.
    boolean unwrapped = context.hasOriginalRequestAndResponse();
    return unwrapped || original;
  }

  @Override
  public void dispatch() {
    if (unnamed == null) {
      context.dispatch();
    } else {
      unnamed.dispatchingToOrigin(context::dispatch);
    }
  }

  @Override
  public void dispatch(String path) {
    context.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext other, String path) {
    context.dispatch(other, path);
  }

  @Override
  public void start(Runnable run) {
    context.start(run);
  }

  @Override
  public void addListener(AsyncListener listener) {
    context.addListener(new PairedListener(listener, this));
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    context.addListener(new PairedListener(listener, this), request, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return context.createListener(type);
  }

  @Override
  public void setTimeout(long millis) {
    context.setTimeout(millis);
  }

  @Override
  public long getTimeout() {
    return context.getTimeout();
  }
}
