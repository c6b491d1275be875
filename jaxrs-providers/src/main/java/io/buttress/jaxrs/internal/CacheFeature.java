package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.cache.CachePolicy;
import io.buttress.jaxrs.Cached;
import io.buttress.jaxrs.internal.Neighbours.Neighbour;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts the response cache before resource methods.
 *
 * <p>JAX-RS finds this by the service loader (Jakarta REST 3.1, 4.1.2). It is no {@code @Provider}:
 * RESTEasy would find it twice.
 */
@Priority(FeaturePriorities.CACHE)
public final class CacheFeature extends MethodFeature<Cached, CachePolicy> {
  static final String PREFIX = "buttress.response-cache.";

  private final Neighbours neighbours = new Neighbours();
  private final Representations representations = new Representations();

  public CacheFeature() {
    super(Cached.class, PREFIX);
  }

  /** Also those that are not cached, of which another one may be chosen by Accept. */
  @Override
  void meet(ResourceMethod resource) {
    Negotiated unused = representations.of(resource);
  }

  /** What it changes may be stored of a method that is not met yet. */
  @Override
  void leave(ResourceMethod resource, FeatureContext context) {
    if (!resource.isSafe()) {
      MethodPolicies<CachePolicy> none = new MethodPolicies<>(List.of(), name -> Optional.empty());
      Neighbour neighbour = neighbours.of(resource);
      context.register(
          new ChangeGate(neighbour, () -> gate(none, resource, buttress())), CacheGate.PRIORITY);
      context.register(new CacheResponse(servletSide()), CacheResponse.PRIORITY);
    }
  }

  @Override
  AskedPolicy asked(Cached found, Place<Cached> place, ResourceMethod resource, String source) {
    return AskedPolicy.of(found.policy(), CachedSettings.of(found, source), place, source);
  }

  @Override
  Supplier<Optional<CachePolicy>> policy(AskedPolicy asked, Buttress buttress) {
    return buttress.responseCachePolicy(asked.name(), asked.settings(), asked.source());
  }

  @Override
  Optional<CachePolicy> configured(String name, Buttress buttress) {
    return buttress
        .configuredResponseCachePolicy(name)
        .filter(policy -> policy.match().paths().isEmpty());
  }

  @Override
  void register(
      MethodPolicies<CachePolicy> policies,
      ResourceMethod resource,
      Buttress buttress,
      FeatureContext context) {
    if (sendsEvents(resource)) {
      // A stream of events has no end that could be stored, and nobody is to wait for it.
      return;
    }
    if (policies.areThere()) {
      neighbours.cached(resource);
    }
    CacheGate gate = gate(policies, resource, buttress);
    context.register(gate, CacheGate.PRIORITY);
    context.register(new CacheBegin(), CacheBegin.PRIORITY);
    context.register(new CacheResponse(servletSide()), CacheResponse.PRIORITY);
    context.register(new CacheWriter(), CacheWriter.PRIORITY);
  }

  private CacheGate gate(
      MethodPolicies<CachePolicy> policies, ResourceMethod resource, Buttress buttress) {
    return new CacheGate(
        buttress.responseCache(Map.of(), "properties"),
        policies,
        servletSide(),
        resource.key(),
        isConfigured(),
        neighbours.of(resource),
        representations.of(resource));
  }

  private static boolean sendsEvents(ResourceMethod resource) {
    return Arrays.asList(resource.method().getParameterTypes()).contains(SseEventSink.class);
  }
}
