package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A feature of resource methods: what annotations and properties ask for is found once, when the
 * method is registered. If nothing asks for it, nothing is registered.
 *
 * @param <A> the annotation
 * @param <P> the policies that it asks for
 */
abstract class MethodFeature<A extends Annotation, P> implements DynamicFeature {
  private final Class<A> annotation;
  private final JaxrsApplication application;
  private final Locators locators;

  // Jersey injects into features, and not into what they register: so the request comes from here.
  @Context private @Nullable HttpServletRequest request;
  @Context private @Nullable HttpServletResponse response;
  @Context private @Nullable Application jaxrs;
  private @Nullable ServletSide servletSide;

  /**
   * @param prefix of the feature's properties
   */
  MethodFeature(Class<A> annotation, String prefix) {
    this.annotation = annotation;
    this.application = new JaxrsApplication(prefix);
    this.locators = new Locators(annotation);
  }

  @Override
  public final void configure(ResourceInfo info, FeatureContext context) {
    ResourceMethod.of(info).ifPresent(resource -> configure(resource, context));
  }

  private void configure(ResourceMethod resource, FeatureContext context) {
    meet(resource);
    List<Place<A>> places = Place.around(resource, jaxrs, annotation);
    locators.refuse(resource.type());
    boolean annotated = places.stream().anyMatch(place -> !place.annotations().isEmpty());
    if (!annotated && !isConfigured()) {
      leave(resource, context);
      return;
    }
    Buttress buttress = buttress();
    List<MethodPolicies.Level<P>> levels =
        places.stream().map(place -> level(place, resource, buttress)).toList();
    register(
        new MethodPolicies<>(levels, name -> configured(name, buttress)),
        resource,
        buttress,
        context);
  }

  private MethodPolicies.Level<P> level(
      Place<A> place, ResourceMethod resource, Buttress buttress) {
    return new MethodPolicies.Level<>(
        place.name(),
        place.annotations().stream()
            .map(found -> policy(found, place, resource, buttress))
            .toList());
  }

  private Supplier<Optional<P>> policy(
      A found, Place<A> place, ResourceMethod resource, Buttress buttress) {
    AskedPolicy asked =
        asked(found, place, resource, "@" + annotation.getSimpleName() + " on " + place.source());
    application.names().claim(asked);
    return policy(asked, buttress);
  }

  /** There is that method, whether anybody asks for the feature there or not. */
  void meet(ResourceMethod resource) {
    // Most features have nothing to do with others.
  }

  /** The runtime, started if nobody has done so. */
  final Buttress buttress() {
    return application.buttress();
  }

  /** Whether a property asks for the feature. */
  final boolean isConfigured() {
    return application.isConfigured();
  }

  /** Nobody asks for the feature at a method. */
  void leave(ResourceMethod resource, FeatureContext context) {
    // Most features have nothing to do there.
  }

  /**
   * What an annotation asks for at its place.
   *
   * @param source where it stands, for messages
   */
  abstract AskedPolicy asked(A found, Place<A> place, ResourceMethod resource, String source);

  /** The policy that an annotation asks for, as it is at any time. */
  abstract Supplier<Optional<P>> policy(AskedPolicy asked, Buttress buttress);

  /** A policy without paths that properties alone make. */
  abstract Optional<P> configured(String name, Buttress buttress);

  /** Registers what a method needs. */
  abstract void register(
      MethodPolicies<P> policies,
      ResourceMethod resource,
      Buttress buttress,
      FeatureContext context);

  /** One for all methods. Sub-resources are configured when they are first met, by any thread. */
  final synchronized ServletSide servletSide() {
    if (servletSide == null) {
      servletSide = new ServletSide(request, response);
    }
    return servletSide;
  }

  @PreDestroy
  final void end() {
    application.end();
  }
}
