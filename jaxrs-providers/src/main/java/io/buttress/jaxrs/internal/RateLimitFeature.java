package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.RateLimitPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
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
  private @Nullable ServletSide servletSide;

  @Override
  public void configure(ResourceInfo info, FeatureContext context) {
    ResourceMethod.of(info).ifPresent(resource -> configure(resource, context));
  }

  private void configure(ResourceMethod resource, FeatureContext context) {
    List<RateLimited> ofMethod = Annotations.ofMethod(resource);
    List<RateLimited> ofClass = ofMethod.isEmpty() ? Annotations.ofClass(resource) : List.of();
    if (ofMethod.isEmpty() && ofClass.isEmpty() && !application.isConfigured()) {
      return;
    }
    try {
      MethodPolicies policies =
          new MethodPolicies(
              resolve(ofMethod, resource.methodName(), resource.key()),
              resolve(ofClass, resource.className(), resource.realType().getName()),
              MethodPolicies.Names.of(resource),
              application.buttress()::configuredRateLimitPolicy);
      policies.now().forEach(policy -> Bytes.refuse(policy, resource.key()));
      register(context, policies, resource);
    } catch (RuntimeException e) {
      // The deployment fails, and nobody may tell its end.
      application.release();
      throw e;
    }
  }

  private List<Supplier<RateLimitPolicy>> resolve(
      List<RateLimited> annotations, String name, String place) {
    return annotations.stream()
        .map(annotation -> AskedPolicy.of(annotation, name, place))
        .map(this::resolve)
        .toList();
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
    application.release();
  }
}
