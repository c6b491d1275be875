package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.RateLimitPolicy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts limits before resource methods.
 *
 * <p>JAX-RS finds this by the service loader (Jakarta REST 3.1, 4.1.2). It is no {@code @Provider}:
 * RESTEasy would find it twice.
 */
@Priority(FeaturePriorities.RATE_LIMIT)
public final class RateLimitFeature extends MethodFeature<RateLimited, RateLimitPolicy> {
  public RateLimitFeature() {
    super(RateLimited.class, "buttress.rate-limit.");
  }

  @Override
  AskedPolicy asked(
      RateLimited found, Place<RateLimited> place, ResourceMethod resource, String source) {
    return AskedPolicy.of(found.policy(), LimitSettings.of(found, source), place, source);
  }

  @Override
  Supplier<Optional<RateLimitPolicy>> policy(AskedPolicy asked, Buttress buttress) {
    Supplier<RateLimitPolicy> policy =
        buttress.rateLimitPolicy(asked.name(), asked.settings(), asked.source());
    return () -> Optional.of(policy.get());
  }

  @Override
  Optional<RateLimitPolicy> configured(String name, Buttress buttress) {
    return buttress
        .configuredRateLimitPolicy(name)
        .filter(policy -> policy.match().paths().isEmpty());
  }

  @Override
  void register(
      MethodPolicies<RateLimitPolicy> policies,
      ResourceMethod resource,
      Buttress buttress,
      FeatureContext context) {
    policies.now().forEach(policy -> Bytes.refuse(policy, resource.key()));
    Gate gate = new Gate(buttress.rateLimits(), policies, servletSide(), resource.key());
    context.register(new BeforeAuthentication(gate), BeforeAuthentication.PRIORITY);
    context.register(new AfterAuthentication(gate), AfterAuthentication.PRIORITY);
    context.register(new AfterAllFilters(gate), AfterAllFilters.PRIORITY);
    context.register(new ResponseEnd(servletSide()), ResponseEnd.PRIORITY);
  }
}
