package io.buttress.servlet.internal;

import io.buttress.cache.Change;
import io.buttress.cache.FieldLines;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A request that may change something: what it makes invalid is purged before its client hears of
 * the success, so that whoever knows of a change sees it.
 */
public final class WatchedChange {
  private final Change change;
  private boolean returned;
  private boolean early;

  private WatchedChange(Change change) {
    this.change = change;
  }

  /** Lets the application work. */
  public static void run(
      Change change, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    new WatchedChange(change).run(request, response, chain);
  }

  private void run(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    CapturingResponse watched = new CapturingResponse(response, 0, this::answered);
    HttpServletRequest paired = watched.pairedWith(request);
    chain.doFilter(paired, watched);
    returned = !paired.isAsyncStarted();
    watched.returned(paired, () -> over(watched));
  }

  private Course answered(CapturingResponse watched) {
    early |= !returned;
    tell(watched);
    return Course.PASS;
  }

  private void tell(CapturingResponse watched) {
    change.answered(watched.status(), new FieldLines(watched.fields()));
  }

  /** What the application has changed since it answered counts, too. */
  private void over(CapturingResponse watched) {
    if (early) {
      tell(watched);
    }
  }
}
