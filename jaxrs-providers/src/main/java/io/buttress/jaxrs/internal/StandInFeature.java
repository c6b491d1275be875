package io.buttress.jaxrs.internal;

import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Lets stored answers stand in for exceptions, where that needs more than filters. */
@Priority(FeaturePriorities.STAND_IN)
public final class StandInFeature implements Feature {
  private static final Logger LOG = System.getLogger(StandInFeature.class.getName());

  @Override
  public boolean configure(FeatureContext context) {
    return context.getClass().getName().startsWith("org.glassfish.jersey.") && register(context);
  }

  private static boolean register(FeatureContext context) {
    try {
      // Before mappers of the application for the same: it knows what they don't.
      context.register(JerseyStandIn.class, 1);
      return true;
    } catch (LinkageError e) {
      LOG.log(Level.DEBUG, "A server that hides its Jersey from the application", e);
      return false;
    }
  }
}
