package io.buttress.jaxrs.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Optional;
import org.glassfish.jersey.spi.ExceptionMappers;
import org.glassfish.jersey.spi.ExtendedExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Lets a stored answer stand in for an exception that nobody maps. Jersey leaves such a one to the
 * servlet container, past all filters; only a mapper comes before that. Of all other exceptions
 * this one keeps its hands off, those included that the application maps as it does any.
 */
public final class JerseyStandIn implements ExtendedExceptionMapper<Throwable> {
  /** An attribute of the request while others are looked for. */
  private static final String ASIDE = "io.buttress.jaxrs.aside";

  @Context private @Nullable HttpServletRequest request;
  @Context private @Nullable ExceptionMappers mappers;

  @Override
  public boolean isMappable(Throwable thrown) {
    return !(thrown instanceof WebApplicationException)
        && turn().filter(AskedTurn::hides).isPresent()
        && other(thrown).filter(JerseyStandIn::isOfApplication).isEmpty();
  }

  @Override
  public Response toResponse(Throwable thrown) {
    HttpServletRequest asked = asked();
    Optional<AskedTurn> turn = turn();
    if (asked != null && turn.isPresent()) {
      asked.setAttribute(CacheTurn.PROPERTY, turn.get().instead());
    }
    // Whatever it is: the turn puts its own in place of it.
    return Response.serverError().build();
  }

  private static boolean isOfApplication(ExceptionMapper<Throwable> mapper) {
    return !ResourceMethod.isOfTheRuntime(mapper.getClass());
  }

  /** Who would map it if this one were not there. */
  private Optional<ExceptionMapper<Throwable>> other(Throwable thrown) {
    HttpServletRequest asked = asked();
    if (mappers == null) {
      return Optional.empty();
    }
    if (asked != null) {
      asked.setAttribute(ASIDE, true);
    }
    try {
      return Optional.ofNullable(mappers.findMapping(thrown)).filter(mapper -> mapper != this);
    } finally {
      if (asked != null) {
        asked.removeAttribute(ASIDE);
      }
    }
  }

  private Optional<AskedTurn> turn() {
    HttpServletRequest asked = asked();
    return asked != null
            && asked.getAttribute(ASIDE) == null
            && asked.getAttribute(CacheTurn.PROPERTY) instanceof AskedTurn turn
        ? Optional.of(turn)
        : Optional.empty();
  }

  /** The request of this thread, or null. */
  private @Nullable HttpServletRequest asked() {
    return new ServletSide(request, null).request();
  }
}
