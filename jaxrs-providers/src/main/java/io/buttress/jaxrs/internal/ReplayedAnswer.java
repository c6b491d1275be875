package io.buttress.jaxrs.internal;

import io.buttress.http.Field;
import io.buttress.idempotency.StoredAnswer;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

/**
 * The answer of the first request, for a retry. It passes the application's response filters, which
 * may have something to say to this client, such as that for CORS; what was stored is as it was
 * when they are done. Lives in a property of the request context.
 */
record ReplayedAnswer(StoredAnswer answer) {
  /** The name of the property. */
  static final String PROPERTY = "io.buttress.jaxrs.replay";

  private static final String MARK = "Idempotency-Replayed";
  private static final int FIRST_ERROR = 400;

  /** What is to be sent in place of the resource method's response. */
  Response response() {
    Response.ResponseBuilder response = Response.status(answer.status());
    answer.fields().forEach(field -> response.header(field.name(), field.value()));
    if (hasEntity()) {
      response.entity(answer.body());
    }
    return response.build();
  }

  /** Without one the container may make a page of an error. */
  private boolean hasEntity() {
    return !answer.errorPage() && (answer.body().length > 0 || answer.status() >= FIRST_ERROR);
  }

  /** Takes back what response filters have changed of it, and says that it is one of before. */
  void restate(ContainerResponseContext response) {
    response.setStatus(answer.status());
    MultivaluedMap<String, Object> headers = response.getHeaders();
    answer.fields().forEach(field -> headers.remove(field.name()));
    for (Field field : answer.fields()) {
      headers.add(field.name(), field.value());
    }
    headers.putSingle(MARK, "true");
    if (!hasEntity()) {
      response.setEntity(null);
    } else if (!isEntity(response.getEntity())) {
      response.setEntity(answer.body());
    }
  }

  /** Whether an entity is this answer's. */
  boolean isEntity(Object entity) {
    return entity == answer.body();
  }
}
