package io.buttress.jaxrs.internal;

import io.buttress.jaxrs.RateLimited;
import jakarta.ws.rs.core.Application;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that limits of a resource method may come from.
 *
 * @param name the name of its policy, if its author gives none
 * @param source the class or method, for messages
 * @param annotations what stands there
 */
record Place(String name, String source, List<RateLimited> annotations) {
  /**
   * The method, its class and its application; who comes first replaces the others.
   *
   * @param application what is injected; null if it is not known
   */
  static List<Place> around(ResourceMethod resource, @Nullable Application application) {
    Class<?> type = resource.realType();
    List<Place> places = new ArrayList<>(3);
    places.add(
        new Place(
            policyName(type.getSimpleName() + "." + resource.method().getName()),
            resource.key(),
            Annotations.ofMethod(resource)));
    places.add(of(type, resource.type()));
    RealApplication.of(application).ifPresent(found -> places.add(of(RealType.of(found), found)));
    return List.copyOf(places);
  }

  private static Place of(Class<?> real, Class<?> type) {
    return new Place(policyName(real.getSimpleName()), real.getName(), Annotations.ofClass(type));
  }

  /** Java allows letters in names that policies don't. */
  private static String policyName(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }
}
