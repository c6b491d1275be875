package io.buttress.servlet;

import io.buttress.Buttress;
import io.buttress.idempotency.Decision;
import io.buttress.idempotency.IdempotencyEngine;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotentCall;
import io.buttress.idempotency.KeyCheck;
import io.buttress.idempotency.KeyedRequest;
import io.buttress.idempotency.Refusal;
import io.buttress.servlet.internal.DigestingRequest;
import io.buttress.servlet.internal.OwnAnswer;
import io.buttress.servlet.internal.Prefetch;
import io.buttress.servlet.internal.RecordedExchange;
import io.buttress.servlet.internal.ReplayedAnswer;
import io.buttress.servlet.internal.ServletRequestView;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Executes a request with a key once, and answers its retries as the first time. Requests that no
 * policy matches, and those without a key, pass untouched. Acts on the REQUEST dispatch alone,
 * behind the container's authentication and authorisation.
 *
 * <p>Where the body belongs to the fingerprint it is read before the application gets the request,
 * which can read it again in each way; the response is copied while it passes.
 *
 * <p>Init-params hold the keys of {@code buttress.idempotency.} without that prefix, and win over
 * properties. A mistake in the settings stops the deployment with a {@link ServletException} that
 * lists every one of them.
 */
public final class IdempotencyFilter extends EngineFilter<IdempotencyEngine> {
  /** Arrays have a few elements less than an int can count. */
  private static final int LONGEST = Integer.MAX_VALUE - 16;

  @Override
  IdempotencyEngine engine(Buttress acquired, Map<String, String> parameters, String source) {
    return acquired.idempotency(parameters, source);
  }

  @Override
  boolean isNew(HttpServletRequest request) {
    return IdempotentCall.of(request.getAttribute(IdempotentCall.ATTRIBUTE)).isEmpty();
  }

  @Override
  void filter(
      IdempotencyEngine engine,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    new Passage(engine, response, chain).check(request);
  }

  /** The way of one request, from a look at its key to an answer. */
  private record Passage(
      IdempotencyEngine engine, HttpServletResponse response, FilterChain chain) {
    void check(HttpServletRequest request) throws IOException, ServletException {
      ServletRequestView view = new ServletRequestView(request);
      IdempotencyPolicy policy = engine.matching(view);
      KeyCheck check = policy == null ? KeyCheck.None.INSTANCE : engine.check(view, policy);
      if (check instanceof KeyCheck.None) {
        chain.doFilter(request, response);
      } else if (check instanceof KeyCheck.Refused refused) {
        refuse(refused.refusal(), request);
      } else if (check instanceof KeyedRequest keyed) {
        digest(keyed, request);
      } else {
        throw new AssertionError(check);
      }
    }

    /** Reads the body, if it counts. */
    private void digest(KeyedRequest keyed, HttpServletRequest request)
        throws IOException, ServletException {
      if (keyed.bodyDigest().isEmpty()) {
        decide(keyed, request);
        return;
      }
      MessageDigest digest = keyed.bodyDigest().get();
      DigestingRequest digesting = new DigestingRequest(request);
      long cap = Math.min(keyed.policy().fingerprint().maxRequest(), LONGEST);
      if (digesting.prefetch((int) cap, digest::update) == Prefetch.OVER_CAP) {
        refuse(engine.tooLarge(keyed), request);
      } else {
        // What the container can't make parts of, the application will be told, too.
        decide(keyed, digesting);
        digesting.returned();
      }
    }

    private void decide(KeyedRequest keyed, HttpServletRequest request)
        throws IOException, ServletException {
      Decision decision = engine.decide(keyed);
      request.setAttribute(IdempotentCall.ATTRIBUTE, keyed.call());
      if (decision instanceof Decision.Execute execute) {
        RecordedExchange.run(engine, execute.execution(), request, response, chain);
      } else if (decision instanceof Decision.Replay replay) {
        ReplayedAnswer.send(replay.answer(), request, response);
      } else if (decision instanceof Decision.Refuse refused) {
        refuse(refused.refusal(), request);
      } else if (decision instanceof Decision.Unrecorded) {
        RecordedExchange.pass(request, response, chain);
      } else {
        throw new AssertionError(decision);
      }
    }

    private void refuse(Refusal refusal, HttpServletRequest request) throws IOException {
      OwnAnswer.send(engine.render(refusal), request, response);
    }
  }
}
