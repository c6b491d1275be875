package io.buttress.servlet.internal;

import io.buttress.http.Field;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an application says of the head, also where the container does not tell it so. */
final class SaidHead {
  private static final String ENCODING = "Content-Encoding";
  private static final String LANGUAGE = "Content-Language";

  private final HttpServletResponse real;
  private boolean encoded;
  private boolean trailers;
  private @Nullable Locale locale;

  SaidHead(HttpServletResponse real) {
    this.real = real;
  }

  void field(@Nullable String name) {
    encoded |= ENCODING.equalsIgnoreCase(name);
  }

  /** Tomcat tells of it among the fields only when it sends them. */
  void language(@Nullable Locale chosen) {
    locale = chosen;
  }

  void trailers(boolean some) {
    trailers = some;
  }

  boolean hasTrailers() {
    return trailers;
  }

  /** The response begins anew. */
  void forget() {
    encoded = false;
    trailers = false;
    locale = null;
  }

  /** As the application has it: what a filter ahead makes of the body is no affair of the copy. */
  ResponseHead with(int status) {
    ResponseHead told = ResponseHead.of(real, status);
    return encoded ? told : told.without(ENCODING);
  }

  /**
   * All fields.
   *
   * @param told those of which the container tells
   * @param cookies those of which it does not
   */
  List<Field> complete(List<Field> told, List<Field> cookies) {
    List<Field> all = new ArrayList<>(told);
    all.addAll(cookies);
    Locale named = locale;
    if (named != null
        && told.stream().noneMatch(field -> field.name().equalsIgnoreCase(LANGUAGE))) {
      all.add(new Field(LANGUAGE, named.toLanguageTag()));
    }
    return List.copyOf(all);
  }
}
