package io.buttress.jaxrs.internal;

import io.buttress.cache.Reply;
import io.buttress.http.Field;
import io.buttress.http.RequestMarks;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Answers while the request still goes on to its resource method, which is asked again with nobody
 * waiting: JAX-RS knows of no request that nobody has sent. What it answers finds the servlet's
 * response committed, and goes nowhere.
 */
final class AnswerAhead {
  private AnswerAhead() {}

  /** Sends it, to the last byte. */
  static void send(Reply reply, HttpServletResponse response, ContainerRequestContext context)
      throws IOException {
    response.setStatus(reply.status());
    Set<String> seen = new HashSet<>();
    for (Field field : reply.fields()) {
      if (field.name().equalsIgnoreCase("Content-Type")) {
        response.setContentType(field.value());
      } else if (seen.add(field.name().toLowerCase(Locale.ROOT))) {
        response.setHeader(field.name(), field.value());
      } else {
        response.addHeader(field.name(), field.value());
      }
    }
    if (context.getProperty(Admission.PROPERTY) instanceof Admission admission) {
      RequestMarks.plusFields(context.getProperty(RequestMarks.FIELDS), admission.takeFields())
          .forEach(response::setHeader);
    }
    if (reply.withLength()) {
      response.setContentLength(reply.length());
    }
    if (reply.withContent()) {
      response.getOutputStream().write(reply.body(), reply.offset(), reply.length());
    }
    response.flushBuffer();
  }
}
