package io.buttress.jaxrs.internal;

import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;

/** Lets stored answers stand in for exceptions, where that needs more than filters. */
@Priority(FeaturePriorities.STAND_IN)
public final class StandInFeature implements Feature {
  @Override
  public boolean configure(FeatureContext context) {
    boolean jersey = context.getClass().getName().startsWith("org.glassfish.jersey.");
    if (jersey) {
      // Before mappers of the application for the same: it knows what they don't.
      context.register(JerseyStandIn.class, 1);
    }
    return jersey;
  }
}
