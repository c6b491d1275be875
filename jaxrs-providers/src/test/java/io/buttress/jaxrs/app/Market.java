package io.buttress.jaxrs.app;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Has a till, and whatever stands around one. */
public class Market extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        Till.class,
        Stall.class,
        SoldOut.Mapper.class,
        Packed.Packer.class,
        Login.class,
        Gatehouse.Warden.class,
        Gatehouse.Cors.class);
  }

  /** Asks for no keys; properties may. */
  @Path("stall")
  public static class Stall {
    @POST
    public String sell() {
      return "number " + Till.EXECUTIONS.incrementAndGet();
    }
  }
}
