package io.buttress.jaxrs.app;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Names its classes, so that nothing is scanned. */
public class Airport extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Flight.class, SoldOut.Mapper.class, Guarded.Guard.class);
  }
}
