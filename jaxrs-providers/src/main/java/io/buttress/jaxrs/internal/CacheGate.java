package io.buttress.jaxrs.internal;

import io.buttress.cache.CacheDecision;
import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.Change;
import io.buttress.cache.Exchange;
import io.buttress.cache.Profile;
import io.buttress.http.RequestMarks;
import io.buttress.jaxrs.internal.Neighbours.Neighbour;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what a resource method would answer. Runs last: what a login or a limit refuses gets
 * nothing from the cache either.
 *
 * @param resource what the key {@code resource-method} stands for
 * @param configured whether policies of the properties count
 * @param neighbour tells whether it may change what is stored of another method
 * @param negotiated whether the type of the answer depends on Accept
 */
record CacheGate(
    CacheEngine engine,
    MethodPolicies<CachePolicy> policies,
    ServletSide servlet,
    String resource,
    boolean configured,
    Neighbour neighbour,
    Negotiated negotiated)
    implements ContainerRequestFilter {
  static final int PRIORITY = Integer.MAX_VALUE;

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    if (context.getProperty(RequestMarks.CACHED) != null) {
      return;
    }
    HttpServletRequest request = servlet.request();
    JaxrsRequestView live = new JaxrsRequestView(context, request, resource);
    if (!isAskedByClient(request, servlet.response(), context)) {
      watch(live);
      return;
    }
    CacheView view = CacheView.asSent(live, negotiated.is());
    Optional<CachePolicy> policy = policy(view);
    if (policy.isPresent()) {
      context.setProperty(RequestMarks.CACHED, true);
      act(engine.decide(view, policy.get()), view);
    }
  }

  /** Whoever asks, and in whose words: it may change what is stored. */
  private void watch(JaxrsRequestView live) {
    CacheView view = CacheView.asSeen(live);
    if (ResourceMethod.isSafe(view.method()) || servlet.isErrorDispatch()) {
      return;
    }
    policy(view)
        .ifPresent(
            policy -> {
              view.context().setProperty(RequestMarks.CACHED, true);
              watch(engine.change(view, policy), view);
            });
  }

  private static void watch(Change change, CacheView view) {
    view.freeze();
    begin(new WatchedTurn(change), view);
  }

  /**
   * Not by another resource that includes this one or forwards to it, nor in other words than the
   * client's: by what else a filter has rewritten them, no key tells.
   */
  private static boolean isAskedByClient(
      @Nullable HttpServletRequest request,
      @Nullable HttpServletResponse response,
      ContainerRequestContext context) {
    return request == null
        || ((request.getDispatcherType() == DispatcherType.REQUEST
                || request.getDispatcherType() == DispatcherType.ASYNC)
            && (response == null || !response.isCommitted())
            && isSameMethod(request.getMethod(), context.getMethod())
            && isSamePath(request.getRequestURI(), context.getUriInfo().getRequestUri()));
  }

  /** Jersey asks a method for GET as if the client had done so. */
  private static boolean isSameMethod(String sent, String seen) {
    return sent.equals(seen) || (sent.equals("HEAD") && seen.equals("GET"));
  }

  private static boolean isSamePath(String sent, URI seen) {
    try {
      return sent.equals(seen.getRawPath()) || new URI(sent).getPath().equals(seen.getPath());
    } catch (URISyntaxException e) {
      // JAX-RS has encoded what must not stand in a URI.
      return false;
    }
  }

  /** Who stands nearest counts: the annotation or the method's name, then the properties. */
  private Optional<CachePolicy> policy(CacheView view) {
    List<CachePolicy> own = policies.now();
    if (!own.isEmpty()) {
      return Optional.of(own.get(0));
    }
    Optional<CachePolicy> byPath = configured ? engine.policy(view) : Optional.empty();
    return byPath.isEmpty() && neighbour.isBesideCached() && !ResourceMethod.isSafe(view.method())
        ? Optional.of(CachePolicy.standard(Profile.SAFE))
        : byPath;
  }

  private void act(CacheDecision decision, CacheView view) throws IOException {
    if (decision instanceof CacheDecision.Answer answer) {
      answer(answer, view);
    } else if (decision instanceof CacheDecision.Ask ask) {
      ask(ask.exchange(), view, false);
    } else if (decision instanceof CacheDecision.Watch watch) {
      watch(watch.change(), view);
    } else if (decision != CacheDecision.Bypass.BYPASS) {
      throw new AssertionError(decision);
    }
  }

  private void answer(CacheDecision.Answer answer, CacheView view) throws IOException {
    Optional<Exchange> refresh = answer.refresh();
    if (refresh.isEmpty()) {
      begin(new ServedTurn(answer.reply()), view);
      view.context().abortWith(StoredAnswer.of(answer.reply()));
      return;
    }
    HttpServletResponse response = servlet.response();
    // Without one the client waits for the new answer; others get the stored one meanwhile.
    ask(refresh.get(), view, response != null);
    if (response != null) {
      AnswerAhead.send(answer.reply(), response, view.context());
    }
  }

  private void ask(Exchange exchange, CacheView view, boolean answered) {
    view.freeze();
    begin(new AskedTurn(exchange, view, servlet, answered), view);
    exchange
        .requestFields()
        .forEach(
            (name, values) -> {
              if (values.isEmpty()) {
                view.context().getHeaders().remove(name);
              } else {
                view.context().getHeaders().put(name, new ArrayList<>(values));
              }
            });
  }

  private static void begin(CacheTurn turn, CacheView view) {
    view.context().setProperty(CacheTurn.PROPERTY, turn);
  }
}
