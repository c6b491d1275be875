package io.buttress.servlet.internal;

import io.buttress.http.Field;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Wraps everything, and keeps what it captured. */
final class CaptureProbe implements Filter {
  /** What is known at the end of a response. */
  record Taken(
      int status,
      List<Field> fields,
      Optional<byte[]> body,
      boolean intact,
      boolean errorSent,
      Optional<String> location,
      boolean trailers,
      int hooks) {}

  private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
  private final Function<HttpServletResponse, CommitHook> hooks;
  private boolean pairing = true;

  CaptureProbe(Function<HttpServletResponse, CommitHook> hooks) {
    this.hooks = hooks;
  }

  static CaptureProbe capturing(long cap) {
    return new CaptureProbe(real -> response -> Course.capture(cap));
  }

  static CaptureProbe capturingToTheEnd(long cap) {
    return new CaptureProbe(real -> response -> Course.captureToTheEnd(cap));
  }

  /** Hands the application its request as it is. */
  CaptureProbe withoutPair() {
    pairing = false;
    return this;
  }

  Taken next() throws InterruptedException {
    Taken next = taken.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was captured");
    }
    return next;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      chain.doFilter(request, response);
      CapturingResponse begun = CapturingResponse.in(response);
      if (begun != null && !request.isAsyncStarted()) {
        begun.finish();
      }
      return;
    }
    AtomicInteger calls = new AtomicInteger();
    HttpServletResponse real = (HttpServletResponse) response;
    CommitHook hook = hooks.apply(real);
    CapturingResponse captured =
        new CapturingResponse(
            real,
            settled -> {
              calls.incrementAndGet();
              return hook.beforeCommit(settled);
            });
    HttpServletRequest own = (HttpServletRequest) request;
    HttpServletRequest paired = pairing ? captured.pairedWith(own) : own;
    boolean returned = false;
    try {
      chain.doFilter(paired, captured);
      returned = true;
    } finally {
      if (!returned) {
        captured.failed();
      }
      captured.returned(paired, () -> taken.add(state(captured, calls.get())));
    }
  }

  private static Taken state(CapturingResponse captured, int hooks) {
    return new Taken(
        captured.status(),
        captured.fields(),
        captured.body(),
        captured.isIntact(),
        captured.isErrorSent(),
        captured.redirectLocation(),
        captured.hasTrailers(),
        hooks);
  }

  @Override
  public String toString() {
    return "probe";
  }
}
