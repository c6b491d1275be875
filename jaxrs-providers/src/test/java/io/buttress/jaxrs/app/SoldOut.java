package io.buttress.jaxrs.app;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** What the application throws, and maps. */
public class SoldOut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes 409 of it. */
  public static class Mapper implements ExceptionMapper<SoldOut> {
    @Override
    public Response toResponse(SoldOut exception) {
      return Response.status(409).entity("sold out").build();
    }
  }
}
