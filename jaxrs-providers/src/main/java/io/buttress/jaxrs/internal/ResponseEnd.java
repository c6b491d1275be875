package io.buttress.jaxrs.internal;

import io.buttress.http.Field;
import io.buttress.http.RequestMarks;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * Puts the fields on the response, and sees to it that the admission ends with the response, or
 * here if nobody tells when that is. Runs last, so that it sees the status that is sent.
 */
record ResponseEnd(ServletSide servlet) implements ContainerResponseFilter {
  static final int PRIORITY = 0;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(request.getProperty(Admission.PROPERTY) instanceof Admission admission)) {
      return;
    }
    for (Field field : admission.takeFields()) {
      // What the application says itself wins.
      if (!response.getHeaders().containsKey(field.name())) {
        response.getHeaders().add(field.name(), field.value());
      }
    }
    admission.respond(response.getStatus());
    if (!admission.isFinished() && !RequestEnd.watches(servlet.request(), admission)) {
      admission.finish(RequestMarks.cost(request.getProperty(RequestMarks.COST)));
    }
  }
}
