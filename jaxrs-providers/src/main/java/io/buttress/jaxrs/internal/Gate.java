package io.buttress.jaxrs.internal;

import io.buttress.http.RequestMarks;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands before one resource method. A request passes it up to three times: policies that need no
 * identity are asked before authentication, so that they protect that, too; the others as soon as
 * somebody is authenticated; and whatever is still left, last.
 */
final class Gate {
  private final RateLimitEngine engine;
  private final MethodPolicies<RateLimitPolicy> policies;
  private final ServletSide servlet;
  private final String resource;

  /**
   * @param resource what the key {@code resource-method} stands for
   */
  Gate(
      RateLimitEngine engine,
      MethodPolicies<RateLimitPolicy> policies,
      ServletSide servlet,
      String resource) {
    this.engine = engine;
    this.policies = policies;
    this.servlet = servlet;
    this.resource = resource;
  }

  void beforeAuthentication(ContainerRequestContext context) {
    JaxrsRequestView request = view(context);
    List<RateLimitPolicy> wanted = wanted(request);
    if (wanted.isEmpty()) {
      return;
    }
    Admission admission = admission(context);
    if (admission == null) {
      admission = new Admission(engine, RequestEnd.isTold(request.servlet()));
      context.setProperty(Admission.PROPERTY, admission);
    }
    admission.postpone(wanted.stream().filter(Identity::isNeededBy).toList());
    decide(request, admission, wanted.stream().filter(p -> !Identity.isNeededBy(p)).toList());
  }

  void afterAuthentication(ContainerRequestContext context) {
    Admission admission = admission(context);
    if (admission != null && admission.hasWaiting()) {
      JaxrsRequestView request = view(context);
      if (request.principal() != null) {
        decide(request, admission, admission.takeWaiting());
      }
    }
  }

  void last(ContainerRequestContext context) {
    Admission admission = admission(context);
    if (admission != null && admission.hasWaiting()) {
      decide(view(context), admission, admission.takeWaiting());
    }
  }

  private JaxrsRequestView view(ContainerRequestContext context) {
    return new JaxrsRequestView(context, servlet.firstRequest(), resource);
  }

  private static @Nullable Admission admission(ContainerRequestContext context) {
    return context.getProperty(Admission.PROPERTY) instanceof Admission admission
        ? admission
        : null;
  }

  /** What means it by path, and what the method has, without what a filter has counted already. */
  private List<RateLimitPolicy> wanted(JaxrsRequestView request) {
    List<RateLimitPolicy> byPath = engine.concerning(request);
    List<RateLimitPolicy> own =
        policies.now().stream().filter(p -> p.match().concernsAnywhere(request)).toList();
    if (byPath.isEmpty() && own.isEmpty()) {
      return List.of();
    }
    Set<String> counted = RequestMarks.counted(request.context().getProperty(RequestMarks.COUNTED));
    List<RateLimitPolicy> wanted = new ArrayList<>(own.size() + byPath.size());
    for (RateLimitPolicy policy : Stream.concat(own.stream(), byPath.stream()).toList()) {
      String name = policy.name();
      if (!counted.contains(name) && wanted.stream().noneMatch(p -> p.name().equals(name))) {
        wanted.add(policy);
      }
    }
    return wanted;
  }

  private void decide(
      JaxrsRequestView request, Admission admission, List<RateLimitPolicy> policies) {
    List<RateLimitPolicy> meant =
        policies.stream().filter(p -> p.match().condition().test(request)).toList();
    if (meant.isEmpty()) {
      return;
    }
    Decision decision = engine.decide(request, meant);
    if (decision instanceof Decision.Allowed allowed) {
      admission.admit(allowed);
      mark(request.context(), allowed);
      Turn.await(allowed.delay());
    } else if (decision instanceof Decision.Rejected rejected) {
      admission.reject();
      Abort.with(engine.render(request, rejected), request.context());
    } else if (decision != Decision.Unlimited.INSTANCE) {
      throw new AssertionError(decision);
    }
  }

  private static void mark(ContainerRequestContext context, Decision.Allowed allowed) {
    Object before = context.getProperty(RequestMarks.COUNTED);
    context.setProperty(RequestMarks.COUNTED, RequestMarks.plusCounted(before, allowed.policies()));
  }
}
