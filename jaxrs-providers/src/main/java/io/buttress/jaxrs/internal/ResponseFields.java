package io.buttress.jaxrs.internal;

import io.buttress.cache.FieldLines;
import io.buttress.http.Field;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The header section of a response. */
final class ResponseFields {
  /** Fields that the cache goes by, also if the servlet's filters have set them. */
  private static final Set<String> OF_THE_CACHE =
      Set.of(
          "cache-control",
          "cdn-cache-control",
          "content-security-policy",
          "content-security-policy-report-only",
          "expires",
          "set-cookie",
          "vary");

  /** Of those, what counts beside what JAX-RS says. */
  private static final Set<String> ADDED = Set.of("set-cookie", "vary");

  private ResponseFields() {}

  /**
   * As JAX-RS will send them.
   *
   * @throws IllegalArgumentException if one of them can be no field
   */
  static FieldLines of(ContainerResponseContext response) {
    List<Field> fields = new ArrayList<>();
    response
        .getStringHeaders()
        .forEach((name, values) -> values.forEach(value -> fields.add(new Field(name, value))));
    return new FieldLines(fields);
  }

  /** Those that are on the servlet's response, before JAX-RS puts its own there. */
  static List<Field> of(@Nullable HttpServletResponse response) {
    List<Field> fields = new ArrayList<>();
    if (response != null) {
      // Tomcat names one as often as it has values.
      Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      names.addAll(response.getHeaderNames());
      for (String name : names) {
        response.getHeaders(name).forEach(value -> fields.add(new Field(name, value)));
      }
    }
    return fields;
  }

  /**
   * All of a response: what JAX-RS will send, what the resource has put on the servlet's response
   * by hand, and of what filters have put there that by which the cache goes.
   *
   * @param ahead what was there when the resource was asked
   * @throws IllegalArgumentException if one of them can be no field
   */
  static FieldLines of(
      ContainerResponseContext response, @Nullable HttpServletResponse servlet, List<Field> ahead) {
    FieldLines own = of(response);
    List<Field> fields = new ArrayList<>(own.lines());
    for (Field field : of(servlet)) {
      String name = field.name().toLowerCase(Locale.ROOT);
      // The container replaces others by what JAX-RS says. So does RESTEasy with the Vary of its
      // own negotiation, on which the answer depends all the same.
      boolean stays = ADDED.contains(name) || !own.has(name);
      if (stays && (OF_THE_CACHE.contains(name) || !ahead.contains(field))) {
        fields.add(field);
      }
    }
    return new FieldLines(fields);
  }
}
