package io.buttress.jaxrs.internal;

import io.buttress.jaxrs.internal.Neighbours.Neighbour;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Stands before a method for which nobody asks, and which may change what is stored of another one:
 * does nothing unless one is cached.
 *
 * @param gate of the cache, which is there by then
 */
record ChangeGate(Neighbour neighbour, Supplier<CacheGate> gate) implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    if (neighbour.isBesideCached()) {
      gate.get().filter(context);
    }
  }
}
