package io.buttress.jaxrs.internal;

import io.buttress.http.Field;
import io.buttress.http.RequestMarks;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.List;

/**
 * Puts the fields on the response, and sees to it that the admission ends with the response, or
 * here if nobody tells when that is. Runs last, so that it sees the status that is sent.
 */
record ResponseEnd(ServletSide servlet) implements ContainerResponseFilter {
  /** The last: Jersey takes what is below for none. */
  static final int PRIORITY = 1;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(request.getProperty(Admission.PROPERTY) instanceof Admission admission)) {
      return;
    }
    say(admission.takeFields(), request, response);
    admission.respond(response.getStatus());
    if (admission.isFinished()) {
      return;
    }
    boolean awaited = RequestEnd.awaitsCompletion(servlet.request(), admission);
    if (!awaited && !admission.isEndTold()) {
      admission.finish(RequestMarks.cost(request.getProperty(RequestMarks.COST)));
    }
  }

  /** The container replaces what a filter has put on the response: so both are said. */
  private static void say(
      List<Field> fields, ContainerRequestContext request, ContainerResponseContext response) {
    if (fields.isEmpty()) {
      return;
    }
    RequestMarks.plusFields(request.getProperty(RequestMarks.FIELDS), fields)
        .forEach(
            (name, value) -> {
              // What the application says itself wins.
              if (!response.getHeaders().containsKey(name)) {
                response.getHeaders().add(name, value);
              }
            });
  }
}
