package io.buttress.servlet.internal;

import io.buttress.cache.Reply;
import io.buttress.http.Field;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Sends an answer from the cache. */
public final class CacheAnswer {
  private CacheAnswer() {}

  /** Sends it in place of whatever the response has so far, which must not be committed. */
  public static void send(Reply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    Set<String> seen = new HashSet<>();
    for (Field field : reply.fields()) {
      add(field, seen, response);
    }
    if (reply.withLength()) {
      response.setContentLength(reply.length());
    }
    if (reply.withContent()) {
      response.getOutputStream().write(reply.body(), reply.offset(), reply.length());
    }
  }

  private static void add(Field field, Set<String> seen, HttpServletResponse response) {
    if (field.name().equalsIgnoreCase("Content-Type")) {
      // Not as a field: containers would add their own charset to it.
      response.setContentType(field.value());
    } else if (seen.add(field.name().toLowerCase(Locale.ROOT)) && !isOfContainer(field)) {
      response.setHeader(field.name(), field.value());
    } else {
      response.addHeader(field.name(), field.value());
    }
  }

  /** What a filter ahead may have begun is not ours to replace. */
  private static boolean isOfContainer(Field field) {
    return field.name().equalsIgnoreCase("Set-Cookie") || field.name().equalsIgnoreCase("Vary");
  }
}
