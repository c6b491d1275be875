package io.buttress.jaxrs.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.glassfish.jersey.spi.ExtendedExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Lets a stored answer stand in for an exception that nobody maps. Jersey leaves such a one to the
 * servlet container, past all filters; only a mapper comes before that. Of all other exceptions
 * this one keeps its hands off.
 */
public final class JerseyStandIn implements ExtendedExceptionMapper<Throwable> {
  @Context private @Nullable HttpServletRequest request;

  @Override
  public boolean isMappable(Throwable thrown) {
    return !(thrown instanceof WebApplicationException)
        && turn().filter(AskedTurn::hides).isPresent();
  }

  @Override
  public Response toResponse(Throwable thrown) {
    HttpServletRequest asked = new ServletSide(request, null).request();
    Optional<AskedTurn> turn = turn();
    if (asked != null && turn.isPresent()) {
      asked.setAttribute(CacheTurn.PROPERTY, turn.get().instead());
    }
    // Whatever it is: the turn puts its own in place of it.
    return Response.serverError().build();
  }

  private Optional<AskedTurn> turn() {
    HttpServletRequest asked = new ServletSide(request, null).request();
    return asked != null && asked.getAttribute(CacheTurn.PROPERTY) instanceof AskedTurn turn
        ? Optional.of(turn)
        : Optional.empty();
  }
}
