package io.buttress.jaxrs.internal;

import jakarta.ws.rs.core.Application;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that a policy of a resource method may come from.
 *
 * @param name the name of its policy, if its author gives none
 * @param source the class or method, for messages
 * @param annotations what stands there
 * @param <A> the annotation that is looked for
 */
record Place<A extends Annotation>(String name, String source, List<A> annotations) {
  /**
   * The method, its class and its application; who comes first replaces the others.
   *
   * @param application what is injected; null if it is not known
   */
  static <A extends Annotation> List<Place<A>> around(
      ResourceMethod resource, @Nullable Application application, Class<A> annotation) {
    Class<?> type = resource.realType();
    List<Place<A>> places = new ArrayList<>(3);
    places.add(
        new Place<>(nameOf(resource), resource.key(), Annotations.ofMethod(resource, annotation)));
    places.add(of(type, resource.type(), annotation));
    RealApplication.of(application)
        .ifPresent(found -> places.add(of(RealType.of(found), found, annotation)));
    return List.copyOf(places);
  }

  /** By which properties may mean a method. */
  static String nameOf(ResourceMethod resource) {
    return policyName(resource.realType().getSimpleName() + "." + resource.method().getName());
  }

  private static <A extends Annotation> Place<A> of(
      Class<?> real, Class<?> type, Class<A> annotation) {
    return new Place<>(
        policyName(real.getSimpleName()), real.getName(), Annotations.ofClass(type, annotation));
  }

  /** Java allows letters in names that policies don't. */
  private static String policyName(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }
}
