package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.cache.CachePolicy;
import io.buttress.jaxrs.Cached;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

  private final Map<Class<?>, Boolean> cached = new ConcurrentHashMap<>();
  private final Representations representations = new Representations();

  public CacheFeature() {
    super(Cached.class, PREFIX);
  }

  /** Also those that are not cached, of which another one may be chosen by Accept. */
  @Override
  void meet(ResourceMethod resource) {
    Negotiated unused = representations.of(resource);
  }

  /** What changes at a class with cached methods is of interest. */
  @Override
  boolean concerns(ResourceMethod resource) {
    return cached.computeIfAbsent(resource.type(), CacheFeature::hasCachedMethods);
  }

  private static boolean hasCachedMethods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .map(method -> new ResourceMethod(type, method))
        .anyMatch(method -> !Annotations.ofMethod(method, Cached.class).isEmpty());
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
    CacheGate gate =
        new CacheGate(
            buttress.responseCache(Map.of(), "properties"),
            policies,
            servletSide(),
            resource.key(),
            isConfigured(),
            concerns(resource) || isNamed(resource.type(), buttress),
            representations.of(resource));
    context.register(gate, CacheGate.PRIORITY);
    context.register(new CacheBegin(), CacheBegin.PRIORITY);
    context.register(new CacheResponse(servletSide()), CacheResponse.PRIORITY);
    context.register(new CacheWriter(), CacheWriter.PRIORITY);
  }

  /** Whether properties cache a method of the class by its name. */
  private boolean isNamed(Class<?> type, Buttress buttress) {
    return Arrays.stream(type.getMethods())
        .map(method -> new ResourceMethod(type, method))
        .anyMatch(method -> configured(Place.nameOf(method), buttress).isPresent());
  }

  private static boolean sendsEvents(ResourceMethod resource) {
    return Arrays.asList(resource.method().getParameterTypes()).contains(SseEventSink.class);
  }
}
