package io.buttress.servlet.internal;

import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.ResponseOutcome;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;

/** Settles a request once, when its response has really ended: asynchronous work included. */
public final class Ending {
  private final RateLimitEngine engine;
  private final Decision.Allowed allowed;
  private final ServletRequestView view;
  private final HttpServletResponse response;
  private final AtomicBoolean done = new AtomicBoolean();

  /**
   * @param response what the application writes to
   */
  public Ending(
      RateLimitEngine engine,
      Decision.Allowed allowed,
      ServletRequestView view,
      HttpServletResponse response) {
    this.engine = engine;
    this.allowed = allowed;
    this.view = view;
    this.response = response;
  }

  /** The application has returned; its work may go on elsewhere. */
  public void returned() {
    if (view.request().isAsyncStarted()) {
      view.request().getAsyncContext().addListener(whenComplete());
    } else {
      settle(response.getStatus());
    }
  }

  /** Settles when an asynchronous request is complete. */
  AsyncListener whenComplete() {
    return new WhenComplete(() -> settle(response.getStatus()));
  }

  /** The application has thrown: the container answers 500 if nothing else was sent yet. */
  public void failed() {
    settle(
        response.isCommitted()
            ? response.getStatus()
            : HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
  }

  private void settle(int status) {
    if (done.compareAndSet(false, true)) {
      engine.finish(allowed, new ResponseOutcome(status, bodyBytes(), view.declaredCost()));
    }
  }

  /** As written; of what the container sends by other ways, such as a file, as it says itself. */
  private long bodyBytes() {
    if (view.request().getMethod().equals("HEAD")) {
      return 0;
    }
    long written = CountingResponse.bytes(response);
    return written > 0 ? written : contentLength();
  }

  private long contentLength() {
    String length = response.getHeader("Content-Length");
    if (length == null || length.isEmpty() || !length.chars().allMatch(Character::isDigit)) {
      return 0;
    }
    return length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
  }
}
