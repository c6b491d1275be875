package io.buttress.jaxrs.internal;

import java.util.HashMap;
import java.util.Map;

/**
 * What the resource methods of an application produce: of several for the same path JAX-RS takes
 * one by Accept, also where they are of several classes.
 */
final class Representations {
  private final Map<ResourceMethod, Negotiated> known = new HashMap<>();

  /** What a method produces, beside all that were asked for before and will be after it. */
  synchronized Negotiated of(ResourceMethod resource) {
    Negotiated negotiated = known.get(resource);
    if (negotiated == null) {
      negotiated = Negotiated.of(resource);
      known.values().forEach(negotiated::meet);
      known.put(resource, negotiated);
    }
    return negotiated;
  }
}
