package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.ratelimit.RateLimitPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts limits before resource methods: what annotations and properties ask for is found once, when
 * the method is registered. If nothing asks for a limit, nothing is registered.
 *
 * <p>JAX-RS finds this by the service loader (Jakarta REST 3.1, 4.1.2). It is no {@code @Provider}:
 * RESTEasy would find it twice.
 */
public final class RateLimitFeature implements DynamicFeature {
  private final JaxrsApplication application = new JaxrsApplication();
  private final PolicyNames names = new PolicyNames();

  // Jersey injects into features, and not into what they register: so the request comes from here.
  @Context private @Nullable HttpServletRequest request;
  @Context private @Nullable Application jaxrs;
  private @Nullable ServletSide servletSide;

  @Override
  public void configure(ResourceInfo info, FeatureContext context) {
    ResourceMethod.of(info).ifPresent(resource -> configure(resource, context));
  }

  private void configure(ResourceMethod resource, FeatureContext context) {
    List<Place> places = Place.around(resource, jaxrs);
    Locators.refuseLimits(resource.type());
    boolean annotated = places.stream().anyMatch(place -> !place.annotations().isEmpty());
    if (!annotated && !application.isConfigured()) {
      return;
    }
    MethodPolicies policies =
        new MethodPolicies(
            places.stream().map(this::resolve).toList(),
            application.buttress()::configuredRateLimitPolicy);
    policies.now().forEach(policy -> Bytes.refuse(policy, resource.key()));
    register(context, policies, resource);
  }

  private MethodPolicies.Level resolve(Place place) {
    return new MethodPolicies.Level(
        place.name(),
        place.annotations().stream()
            .map(annotation -> AskedPolicy.of(annotation, place))
            .map(this::resolve)
            .toList());
  }

  private Supplier<RateLimitPolicy> resolve(AskedPolicy asked) {
    names.claim(asked);
    return application.buttress().rateLimitPolicy(asked.name(), asked.settings(), asked.source());
  }

  private void register(FeatureContext context, MethodPolicies policies, ResourceMethod resource) {
    Buttress buttress = application.buttress();
    ServletSide servlet = servletSide();
    Gate gate = new Gate(buttress.rateLimits(), policies, servlet, resource.key());
    context.register(new BeforeAuthentication(gate), BeforeAuthentication.PRIORITY);
    context.register(new AfterAuthentication(gate), AfterAuthentication.PRIORITY);
    context.register(new AfterAllFilters(gate), AfterAllFilters.PRIORITY);
    context.register(new ResponseEnd(servlet), ResponseEnd.PRIORITY);
  }

  /** One for all methods. Sub-resources are configured when they are first met, by any thread. */
  private synchronized ServletSide servletSide() {
    if (servletSide == null) {
      servletSide = new ServletSide(request);
    }
    return servletSide;
  }

  @PreDestroy
  void end() {
    application.end();
  }
}
