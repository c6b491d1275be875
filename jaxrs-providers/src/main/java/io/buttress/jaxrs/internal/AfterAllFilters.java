package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/**
 * Asks the policies that need an identity and found none before. Many an application authenticates
 * in a filter without a priority, which runs late; and who is still unknown here is anonymous.
 */
record AfterAllFilters(Gate gate) implements ContainerRequestFilter {
  static final int PRIORITY = Integer.MAX_VALUE - 10;

  @Override
  public void filter(ContainerRequestContext context) {
    gate.last(context);
  }
}
