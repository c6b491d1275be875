package io.buttress.jaxrs.app;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Shows all, with filters and interceptors of its own. */
public class Fair extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Showroom.class, SoldOut.Mapper.class, Packed.Packer.class, Packed.Witness.class);
  }
}
