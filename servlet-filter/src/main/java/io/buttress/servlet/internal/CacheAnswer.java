package io.buttress.servlet.internal;

import io.buttress.cache.Reply;
import io.buttress.http.Field;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Sends an answer from the cache. */
public final class CacheAnswer {
  private CacheAnswer() {}

  /** Sends it in place of whatever the response has so far, which must not be committed. */
  public static void send(Reply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    List<Field> fields = reply.fields().lines();
    for (int i = 0; i < fields.size(); i++) {
      add(fields, i, response);
    }
    if (reply.withLength()) {
      response.setContentLength(reply.length());
    }
    if (reply.withContent()) {
      response.getOutputStream().write(reply.body(), reply.offset(), reply.length());
    }
  }

  private static void add(List<Field> fields, int index, HttpServletResponse response) {
    Field field = fields.get(index);
    if (field.name().equalsIgnoreCase("Content-Type")) {
      // Not as a field: containers would add their own charset to it.
      response.setContentType(field.value());
    } else if (isFirst(fields, index) && !isOfContainer(field)) {
      response.setHeader(field.name(), field.value());
    } else {
      response.addHeader(field.name(), field.value());
    }
  }

  /** Whether no field of that name comes before it. */
  private static boolean isFirst(List<Field> fields, int index) {
    String name = fields.get(index).name();
    for (int i = 0; i < index; i++) {
      if (fields.get(i).name().equalsIgnoreCase(name)) {
        return false;
      }
    }
    return true;
  }

  /** What a filter ahead may have begun is not ours to replace. */
  private static boolean isOfContainer(Field field) {
    return field.name().equalsIgnoreCase("Set-Cookie") || field.name().equalsIgnoreCase("Vary");
  }
}
