package io.buttress.servlet.internal;

import io.buttress.http.Field;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Status and fields of a response.
 *
 * @param fields in the container's order, those of one name together
 * @param isSound whether all fields could be told; some containers let an application set names and
 *     values that no field can have
 */
record ResponseHead(int status, List<Field> fields, boolean isSound) {
  private static final int LONGEST = 18;

  ResponseHead {
    fields = List.copyOf(fields);
  }

  static ResponseHead of(HttpServletResponse response, int status) {
    List<Field> fields = new ArrayList<>();
    boolean sound = true;
    // Tomcat names one as often as it has values.
    Set<String> told = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : response.getHeaderNames()) {
      if (told.add(name)) {
        sound &= addAll(name, response, fields);
      }
    }
    String type = response.getContentType();
    if (type != null && !told.contains("Content-Type")) {
      fields.add(new Field("Content-Type", type));
    }
    return new ResponseHead(status, fields, sound);
  }

  private static boolean addAll(String name, HttpServletResponse from, List<Field> to) {
    boolean sound = true;
    for (String value : from.getHeaders(name)) {
      try {
        to.add(new Field(name, value));
      } catch (IllegalArgumentException e) {
        sound = false;
      }
    }
    return sound;
  }

  /** The same without the fields of a name. */
  ResponseHead without(String name) {
    return new ResponseHead(
        status, fields.stream().filter(f -> !f.name().equalsIgnoreCase(name)).toList(), isSound);
  }

  /** The Content-Length, where the application set one. */
  OptionalLong declaredLength() {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase("Content-Length"))
        .map(Field::value)
        .filter(ResponseHead::isLength)
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  /** Where the client is to go instead; empty if this sends it nowhere. */
  Optional<String> redirectTarget() {
    return fields.stream()
        .filter(field -> status / 100 == 3 && field.name().equalsIgnoreCase("Location"))
        .map(Field::value)
        .findFirst();
  }

  static boolean isLength(String value) {
    return !value.isEmpty()
        && value.length() <= LONGEST
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
