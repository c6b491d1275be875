package io.buttress.jaxrs.internal;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Asks the policies that need no identity. */
record BeforeAuthentication(Gate gate) implements ContainerRequestFilter {
  static final int PRIORITY = Priorities.AUTHENTICATION - 100;

  @Override
  public void filter(ContainerRequestContext context) {
    gate.beforeAuthentication(context);
  }
}
