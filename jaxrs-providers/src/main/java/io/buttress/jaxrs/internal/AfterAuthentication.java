package io.buttress.jaxrs.internal;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/**
 * Asks the policies that need an identity if there is one by now. It stands before authorization:
 * what is forbidden counts, too.
 */
record AfterAuthentication(Gate gate) implements ContainerRequestFilter {
  static final int PRIORITY = Priorities.AUTHENTICATION + 500;

  @Override
  public void filter(ContainerRequestContext context) {
    gate.afterAuthentication(context);
  }
}
