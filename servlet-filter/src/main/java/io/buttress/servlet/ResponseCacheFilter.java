package io.buttress.servlet;

import io.buttress.Buttress;
import io.buttress.cache.CacheDecision;
import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.Exchange;
import io.buttress.http.RequestMarks;
import io.buttress.servlet.internal.CacheAnswer;
import io.buttress.servlet.internal.CachedExchange;
import io.buttress.servlet.internal.ServletRequestView;
import io.buttress.servlet.internal.WatchedChange;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A shared HTTP cache (RFC 9111) in front of the application. Without a policy the application's
 * own response fields count everywhere; once policies are named, only what they match is touched.
 * Acts on the REQUEST dispatch alone.
 *
 * <p>Init-params hold the keys of {@code buttress.response-cache.} without that prefix, and win
 * over properties. A mistake in the settings stops the deployment with a {@link ServletException}
 * that lists every one of them.
 */
public final class ResponseCacheFilter extends EngineFilter<CacheEngine> {
  @Override
  CacheEngine engine(Buttress acquired, Map<String, String> parameters, String source) {
    return acquired.responseCache(parameters, source);
  }

  @Override
  boolean isNew(HttpServletRequest request) {
    return request.getAttribute(RequestMarks.CACHED) == null;
  }

  @Override
  void filter(
      CacheEngine engine,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    ServletRequestView view = new ServletRequestView(request);
    Optional<CachePolicy> policy = engine.policy(view);
    if (policy.isPresent()) {
      // Mapped twice, it would wait for itself.
      view.request().setAttribute(RequestMarks.CACHED, true);
    }
    CacheDecision decision =
        policy.isPresent() && !response.isCommitted()
            ? engine.decide(view, policy.get())
            : CacheDecision.Bypass.BYPASS;
    if (decision instanceof CacheDecision.Bypass) {
      chain.doFilter(view.request(), response);
    } else if (decision instanceof CacheDecision.Answer answer) {
      answer(answer, view, response, chain);
    } else if (decision instanceof CacheDecision.Ask ask) {
      CachedExchange.run(ask.exchange(), view, response, chain);
    } else if (decision instanceof CacheDecision.Watch watch) {
      WatchedChange.run(watch.change(), view.request(), response, chain);
    } else {
      throw new AssertionError(decision);
    }
  }

  /** Whether or not the client takes its answer: what is to be fetched anew is. */
  private static void answer(
      CacheDecision.Answer answer,
      ServletRequestView view,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException {
    Optional<Exchange> refresh = answer.refresh();
    try {
      CacheAnswer.send(answer.reply(), response);
      if (refresh.isPresent()) {
        response.flushBuffer();
      }
    } finally {
      if (refresh.isPresent()) {
        CachedExchange.refresh(refresh.get(), view, response, chain);
      }
    }
  }
}
