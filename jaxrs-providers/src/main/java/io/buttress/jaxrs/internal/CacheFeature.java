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

  public CacheFeature() {
    super(Cached.class, PREFIX);
  }

  /** What changes at a class with cached methods is of interest. */
  @Override
  boolean concerns(ResourceMethod resource) {
    return Arrays.stream(resource.type().getMethods())
        .map(method -> new ResourceMethod(resource.type(), method))
        .anyMatch(other -> !Annotations.ofMethod(other, Cached.class).isEmpty());
  }

  @Override
  AskedPolicy asked(Cached found, Place<Cached> place, ResourceMethod resource, String source) {
    return AskedPolicy.of(found.policy(), CachedSettings.of(found, source), place, source);
  }

  @Override
  Supplier<Optional<CachePolicy>> policy(AskedPolicy asked, Buttress buttress) {
    Optional<CachePolicy> policy =
        buttress.responseCachePolicy(asked.name(), asked.settings(), asked.source());
    return () -> policy;
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
            concerns(resource),
            Negotiated.is(resource));
    context.register(gate, CacheGate.PRIORITY);
    context.register(new CacheBegin(), CacheBegin.PRIORITY);
    context.register(new CacheResponse(servletSide()), CacheResponse.PRIORITY);
    context.register(new CacheWriter(), CacheWriter.PRIORITY);
  }

  private static boolean sendsEvents(ResourceMethod resource) {
    return Arrays.asList(resource.method().getParameterTypes()).contains(SseEventSink.class);
  }
}
