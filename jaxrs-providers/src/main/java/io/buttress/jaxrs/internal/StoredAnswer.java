package io.buttress.jaxrs.internal;

import io.buttress.cache.Reply;
import io.buttress.http.Field;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

/** Makes responses of answers from the cache. */
final class StoredAnswer {
  private static final byte[] NOTHING = {};
  private static final int UNSATISFIABLE = 416;

  private StoredAnswer() {}

  static Response of(Reply reply) {
    Response.ResponseBuilder response = Response.status(reply.status());
    if (hasEntity(reply)) {
      response.entity(NOTHING);
    }
    for (Field field : reply.fields()) {
      response.header(field.name(), field.value());
    }
    return response.build();
  }

  /** Puts it in place of a response; {@link ServedTurn} writes the content. */
  static void put(Reply reply, ContainerResponseContext response) {
    response.setStatus(reply.status());
    // First, as RESTEasy takes the length away with the old entity.
    response.setEntity(hasEntity(reply) ? NOTHING : null);
    MultivaluedMap<String, Object> headers = response.getHeaders();
    headers.clear();
    for (Field field : reply.fields()) {
      headers.add(field.name(), field.value());
    }
    if (reply.withLength() && (reply.length() > 0 || hasEntity(reply))) {
      headers.putSingle(HttpHeaders.CONTENT_LENGTH, Integer.toString(reply.length()));
    }
  }

  /** An error without content was stored before the container rendered it, and so it is again. */
  private static boolean hasEntity(Reply reply) {
    return reply.withContent()
        && (reply.length() > 0
            || reply.status() < Response.Status.BAD_REQUEST.getStatusCode()
            || reply.status() == UNSATISFIABLE);
  }
}
