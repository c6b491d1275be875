package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a request's turn in a leaky bucket.
 *
 * <p>Without a thread where that shows to nobody: the request is suspended, and dispatched again
 * when its turn comes. A dispatch of that kind passes only filters that are mapped to ASYNC: where
 * the application has filters of its own, one that checks who is asking could be left out. So
 * there, and where asynchronous requests are not supported, the wait takes the request's thread,
 * bounded by the policy's {@code max-wait}.
 */
public final class Turn {
  private static final Logger LOG = System.getLogger(Turn.class.getName());
  // The container's timeout is for an application that never answers; here somebody surely does.
  private static final long SPARE_MILLIS = 60_000;

  private final ScheduledExecutorService scheduler;
  private final ServletContext context;
  private final Class<?> own;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  // Looked up once the application runs: not before are all of its filters known.
  private volatile @Nullable Boolean alone;
  private volatile boolean ended;

  /**
   * @param own the class of the filter that asks
   */
  public Turn(ScheduledExecutorService scheduler, ServletContext context, Class<?> own) {
    this.scheduler = scheduler;
    this.context = context;
    this.own = own;
  }

  /** Whether a request can wait without a thread. */
  public boolean canSuspend(HttpServletRequest request) {
    return request.isAsyncSupported() && !request.isAsyncStarted() && isAlone();
  }

  private boolean isAlone() {
    Boolean known = alone;
    if (known == null) {
      known =
          context.getFilterRegistrations().values().stream()
              .allMatch(filter -> own.getName().equals(filter.getClassName()));
      alone = known;
    }
    return known;
  }

  /**
   * Suspends the request until its turn.
   *
   * @param ending is told when the response has ended
   */
  public void suspend(
      Duration delay, HttpServletRequest request, HttpServletResponse response, Ending ending) {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(delay.toMillis() + SPARE_MILLIS);
    async.addListener(ending.whenComplete());
    Waiting one = new Waiting(async, response);
    waiting.add(one);
    try {
      Future<?> unused = scheduler.schedule(one::goOn, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The application is going down: the request is paid for, and goes on.
      one.goOn();
    }
    // After it is where the end looks for it: either the end sees it, or this sees the end.
    if (ended) {
      one.giveUp();
    }
  }

  /** The application ends: whoever waits is told to come again, as no turn comes any more. */
  public void end() {
    ended = true;
    waiting.forEach(Waiting::giveUp);
  }

  /** A suspended request; whoever takes it off the list has the say over what comes next. */
  private final class Waiting {
    private final AsyncContext async;
    private final HttpServletResponse response;

    Waiting(AsyncContext async, HttpServletResponse response) {
      this.async = async;
      this.response = response;
    }

    void goOn() {
      if (waiting.remove(this)) {
        async.dispatch();
      }
    }

    void giveUp() {
      if (waiting.remove(this)) {
        try {
          response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
          response.setHeader("Retry-After", "1");
          response.setContentLength(0);
          async.complete();
        } catch (IllegalStateException e) {
          LOG.log(Level.DEBUG, "The container has ended a request that waited", e);
        }
      }
    }
  }

  /** Waits on this thread. */
  public static void await(Duration delay) {
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    } catch (InterruptedException e) {
      // The server wants its thread back: the application may see that, and is not held up.
      Thread.currentThread().interrupt();
    }
  }
}
