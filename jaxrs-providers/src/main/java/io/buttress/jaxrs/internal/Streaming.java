package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Entities that are written when JAX-RS has long returned from writing them. */
final class Streaming {
  private Streaming() {}

  static boolean isEvents(ContainerResponseContext response) {
    MediaType type = response.getMediaType();
    return (type != null && isEvents(type)) || isChunkedOutput(response.getEntity());
  }

  /** Not with whatever matches: to RESTEasy a type may be unknown yet. */
  private static boolean isEvents(MediaType type) {
    MediaType events = MediaType.SERVER_SENT_EVENTS_TYPE;
    return type.getType().equalsIgnoreCase(events.getType())
        && type.getSubtype().equalsIgnoreCase(events.getSubtype());
  }

  /** Jersey's own; also by its subclasses. */
  private static boolean isChunkedOutput(@Nullable Object entity) {
    for (Class<?> type = entity == null ? null : entity.getClass();
        type != null;
        type = type.getSuperclass()) {
      if (type.getName().equals("org.glassfish.jersey.server.ChunkedOutput")) {
        return true;
      }
    }
    return false;
  }
}
