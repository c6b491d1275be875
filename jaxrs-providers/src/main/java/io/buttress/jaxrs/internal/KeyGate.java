package io.buttress.jaxrs.internal;

import io.buttress.http.RequestPattern;
import io.buttress.idempotency.Decision;
import io.buttress.idempotency.IdempotencyEngine;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotentCall;
import io.buttress.idempotency.KeyCheck;
import io.buttress.idempotency.KeyedRequest;
import io.buttress.idempotency.Refusal;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Stands before one resource method, behind all other filters: who is not authenticated, or not
 * allowed to call the method, gets no stored answer. Does nothing for requests without a key, and
 * for those that the servlet filter has taken.
 *
 * @param resource the method, as conditions and scopes are told
 */
record KeyGate(
    IdempotencyEngine engine,
    MethodPolicies<IdempotencyPolicy> policies,
    ServletSide servlet,
    String resource)
    implements ContainerRequestFilter {
  /** Before RESTEasy begins a stream of events, after which nobody can answer in its place. */
  static final int PRIORITY = Integer.MAX_VALUE - 5;

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    if (IdempotentCall.of(context.getProperty(IdempotentCall.ATTRIBUTE)).isPresent()
        || servlet.isErrorDispatch()) {
      return;
    }
    JaxrsRequestView request = new JaxrsRequestView(context, servlet.request(), resource);
    IdempotencyPolicy policy = policy(request);
    KeyCheck check = policy == null ? KeyCheck.None.INSTANCE : engine.check(request, policy);
    if (check instanceof KeyCheck.Refused refused) {
      refuse(refused.refusal(), context);
    } else if (check instanceof KeyedRequest keyed) {
      digest(keyed, request);
    } else if (check != KeyCheck.None.INSTANCE) {
      throw new AssertionError(check);
    }
  }

  /** The method's own, or else one by path. */
  private @Nullable IdempotencyPolicy policy(JaxrsRequestView request) {
    for (IdempotencyPolicy policy : policies.now()) {
      RequestPattern match = policy.match();
      if (match.methods().contains(request.method()) && match.condition().test(request)) {
        return policy;
      }
    }
    return engine.matching(request);
  }

  private void digest(KeyedRequest keyed, JaxrsRequestView request) throws IOException {
    if (RequestBody.of(request).digest(keyed)) {
      decide(keyed, request.context());
    } else {
      refuse(engine.tooLarge(keyed), request.context());
    }
  }

  private void decide(KeyedRequest keyed, ContainerRequestContext context) {
    Decision decision = engine.decide(keyed);
    context.setProperty(IdempotentCall.ATTRIBUTE, keyed.call());
    if (decision instanceof Decision.Execute execute) {
      context.setProperty(
          KeyedExchange.PROPERTY,
          new KeyedExchange(
              engine, execute.execution(), servlet, RequestEnd.isTold(servlet.request())));
    } else if (decision instanceof Decision.Replay replay) {
      ReplayedAnswer answer = new ReplayedAnswer(replay.answer());
      context.setProperty(ReplayedAnswer.PROPERTY, answer);
      context.abortWith(answer.response());
    } else if (decision instanceof Decision.Refuse refused) {
      refuse(refused.refusal(), context);
    } else if (decision != Decision.Unrecorded.INSTANCE) {
      throw new AssertionError(decision);
    }
  }

  private void refuse(Refusal refusal, ContainerRequestContext context) {
    Abort.with(engine.render(refusal), context);
  }
}
