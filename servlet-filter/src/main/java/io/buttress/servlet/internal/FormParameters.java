package io.buttress.servlet.internal;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a form adds to the parameters of the query, behind those.
 *
 * @param form the values of each name
 */
record FormParameters(Map<String, List<String>> form) {
  static final FormParameters NONE = new FormParameters(Map.of());

  /** The values of a name; null if there are none. */
  String @Nullable [] values(@Nullable String name, String @Nullable [] query) {
    // The map of no parameters throws if it is asked for null; containers do not.
    List<String> own = name == null ? null : form.get(name);
    return own == null ? query : joined(query, own);
  }

  private static String[] joined(String @Nullable [] query, List<String> own) {
    Stream<String> first = query == null ? Stream.empty() : Stream.of(query);
    return Stream.concat(first, own.stream()).toArray(String[]::new);
  }

  Enumeration<String> names(Enumeration<String> query, ContainerHabits habits) {
    if (form.isEmpty()) {
      return query;
    }
    Map<String, Boolean> names = habits.parameterMap();
    Collections.list(query).forEach(name -> names.put(name, true));
    form.keySet().forEach(name -> names.put(name, true));
    return Collections.enumeration(names.keySet());
  }

  Map<String, String[]> all(Map<String, String[]> query, ContainerHabits habits) {
    if (form.isEmpty()) {
      return query;
    }
    Map<String, String[]> all = habits.parameterMap();
    all.putAll(query);
    form.forEach((name, values) -> all.put(name, joined(all.get(name), values)));
    return Collections.unmodifiableMap(all);
  }
}
