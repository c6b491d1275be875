package io.buttress.jaxrs.internal;

import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import io.buttress.http.RequestMarks;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers in place of the resource method. JAX-RS has no way around the application's response
 * filters, and that is just as well: the one for CORS has to see this answer, or a browser hides it
 * from its script.
 */
final class Abort {
  private Abort() {}

  static void with(HttpAnswer answer, ContainerRequestContext context) {
    Response.ResponseBuilder response = Response.status(answer.status());
    Map<String, String> said =
        RequestMarks.plusFields(context.getProperty(RequestMarks.FIELDS), List.of());
    for (Field field : answer.fields()) {
      response.header(field.name(), plus(said.get(field.name()), field));
    }
    if (!answer.body().isEmpty()) {
      // Not as a text, of which a writer of the application may make JSON.
      response.entity(answer.body().getBytes(StandardCharsets.UTF_8));
    }
    context.abortWith(response.build());
  }

  /** The container replaces what a servlet filter has put on the response: so both are said. */
  private static String plus(@Nullable String said, Field field) {
    return said != null && field.name().startsWith("RateLimit")
        ? said + ", " + field.value()
        : field.value();
  }
}
