package io.buttress.servlet;

import io.buttress.Buttress;
import io.buttress.http.Field;
import io.buttress.http.RequestMarks;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.servlet.internal.CountingResponse;
import io.buttress.servlet.internal.Ending;
import io.buttress.servlet.internal.OwnAnswer;
import io.buttress.servlet.internal.ServletRequestView;
import io.buttress.servlet.internal.Turn;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests that policies match by path, method and class; all others pass untouched.
 * Acts on the REQUEST dispatch alone, and starts no session. Request and response are wrapped only
 * for policies that settle by bytes, to count them.
 *
 * <p>Init-params hold the keys of {@code buttress.rate-limit.} without that prefix, and win over
 * properties. A mistake in the settings stops the deployment with a {@link ServletException} that
 * lists every one of them.
 *
 * <p>A request that a leaky bucket delays waits without a thread if it supports asynchronous
 * operation and the application has no other filters, which such a wait could leave out; else it
 * waits on its thread, no longer than {@code max-wait}.
 */
public final class RateLimitFilter extends EngineFilter<RateLimitEngine> {
  private @Nullable Turn turn;

  @Override
  RateLimitEngine engine(Buttress acquired, Map<String, String> parameters, String source) {
    return acquired.rateLimits(parameters, source);
  }

  @Override
  void begin(Buttress acquired, ServletContext context) {
    turn = new Turn(acquired.scheduler(), context, RateLimitFilter.class);
  }

  @Override
  void end() {
    Turn waiting = turn;
    turn = null;
    if (waiting != null) {
      waiting.end();
    }
  }

  @Override
  void filter(
      RateLimitEngine engine,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    ServletRequestView view = new ServletRequestView(request);
    List<RateLimitPolicy> policies = notYetCharged(request, engine.matching(view));
    Decision decision =
        policies.isEmpty() ? Decision.Unlimited.INSTANCE : engine.decide(view, policies);
    if (decision instanceof Decision.Unlimited) {
      chain.doFilter(request, response);
    } else if (decision instanceof Decision.Rejected rejected) {
      OwnAnswer.send(engine.render(view, rejected), request, response);
    } else if (decision instanceof Decision.Allowed allowed) {
      mark(allowed, request);
      say(engine.fields(allowed), request, response);
      admit(engine, allowed, view, response, chain);
    } else {
      throw new AssertionError(decision);
    }
  }

  private void admit(
      RateLimitEngine engine,
      Decision.Allowed allowed,
      ServletRequestView view,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    HttpServletResponse counted =
        settlesByBytes(allowed) ? CountingResponse.of(response) : response;
    HttpServletRequest paired =
        counted == response ? view.request() : CountingResponse.paired(view.request(), counted);
    Ending ending = new Ending(engine, allowed, view, counted);
    if (!allowed.delay().isZero()) {
      Turn waiting = turn;
      if (waiting != null && waiting.canSuspend(view.request())) {
        waiting.suspend(allowed.delay(), paired, counted, ending);
        return;
      }
      Turn.await(allowed.delay());
    }
    if (allowed.needsFinish()) {
      pass(ending, paired, counted, chain);
    } else {
      chain.doFilter(paired, counted);
    }
  }

  private static boolean settlesByBytes(Decision.Allowed allowed) {
    return allowed.needsFinish()
        && allowed.charges().stream()
            .anyMatch(c -> c.policy().cost().settlement() == CostSpec.Settlement.BY_BYTES);
  }

  private static void pass(
      Ending ending, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean returned = false;
    try {
      chain.doFilter(request, response);
      returned = true;
    } finally {
      if (returned) {
        ending.returned();
      } else {
        ending.failed();
      }
    }
  }

  /** The policies that nothing has charged for this request. */
  private static List<RateLimitPolicy> notYetCharged(
      HttpServletRequest request, List<RateLimitPolicy> policies) {
    if (policies.isEmpty()) {
      return policies;
    }
    Set<String> counted = RequestMarks.counted(request.getAttribute(RequestMarks.COUNTED));
    return counted.isEmpty()
        ? policies
        : policies.stream().filter(policy -> !counted.contains(policy.name())).toList();
  }

  /** Not those that have no key here: who asks later may know who is asking. */
  private static void mark(Decision.Allowed allowed, HttpServletRequest request) {
    Object before = request.getAttribute(RequestMarks.COUNTED);
    request.setAttribute(
        RequestMarks.COUNTED, RequestMarks.plusCounted(before, allowed.policies()));
  }

  private static void say(
      List<Field> fields, HttpServletRequest request, HttpServletResponse response) {
    if (!fields.isEmpty()) {
      Map<String, String> all =
          RequestMarks.plusFields(request.getAttribute(RequestMarks.FIELDS), fields);
      request.setAttribute(RequestMarks.FIELDS, all);
      all.forEach(response::setHeader);
    }
  }
}
