package io.buttress.jaxrs.internal;

import io.buttress.http.Field;
import io.buttress.idempotency.AnswerSpec;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of an answer that are replayed. */
final class AnswerFields {
  private static final String ENCODING = "Content-Encoding";

  private AnswerFields() {}

  /** Whether the servlet's response says that its body is encoded. */
  static boolean isEncoded(@Nullable HttpServletResponse servlet) {
    return servlet != null && servlet.containsHeader(ENCODING);
  }

  /** Whether a response says that its entity is encoded. */
  static boolean isEncoded(ContainerResponseContext response) {
    return response.getHeaders().containsKey(ENCODING);
  }

  /**
   * Those of JAX-RS, and those that somebody has put on the servlet's response by hand. An encoding
   * that a filter sees to each time is none of the answer's.
   *
   * @param servlet null where there is none
   * @param encodedByResource whether the encoding that JAX-RS tells of is that of the entity; else
   *     a response filter encodes what is written
   * @param encodedByHand whether the encoding that the servlet's response tells of is the
   *     application's; else it is that of a filter ahead
   * @return empty if one of them has a value that no field can have
   */
  static Optional<List<Field>> of(
      ContainerResponseContext response,
      @Nullable HttpServletResponse servlet,
      AnswerSpec answers,
      boolean encodedByResource,
      boolean encodedByHand) {
    List<Field> fields = new ArrayList<>();
    try {
      Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      if (!encodedByResource) {
        known.add(ENCODING);
      }
      response
          .getStringHeaders()
          .forEach((name, values) -> add(name, values, known, answers, fields));
      if (servlet != null) {
        if (!encodedByHand) {
          known.add(ENCODING);
        }
        for (String name : servlet.getHeaderNames()) {
          add(name, servlet.getHeaders(name), known, answers, fields);
        }
      }
      return Optional.of(fields);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void add(
      String name,
      Collection<String> values,
      Set<String> known,
      AnswerSpec answers,
      List<Field> fields) {
    if (answers.replays(name) && known.add(name)) {
      values.forEach(value -> fields.add(new Field(name, value)));
    }
  }
}
