package io.buttress.servlet.internal;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a form adds to the parameters of the query: its values behind those, and its names ahead of
 * what dispatches have brought.
 *
 * @param form the values of each name
 */
record FormParameters(Map<String, List<String>> form) implements BodyParameters {
  @Override
  public String @Nullable [] values(@Nullable String name, KnownParameters known) {
    // The map of no parameters throws if it is asked for null; containers do not.
    List<String> own = name == null ? null : form.get(name);
    String[] told = known.values(name);
    return own == null ? told : joined(told, own);
  }

  private static String[] joined(String @Nullable [] query, List<String> own) {
    Stream<String> first = query == null ? Stream.empty() : Stream.of(query);
    return Stream.concat(first, own.stream()).toArray(String[]::new);
  }

  @Override
  public Enumeration<String> names(KnownParameters known) {
    Set<String> names = known.namesThatCame();
    names.addAll(form.keySet());
    names.addAll(known.names());
    return Collections.enumeration(names);
  }

  @Override
  public Map<String, String[]> all(KnownParameters known) {
    Map<String, String[]> told = known.all();
    Map<String, String[]> all = known.emptyMap();
    for (String name : known.came().getParameterMap().keySet()) {
      String[] values = told.get(name);
      if (values != null) {
        all.put(name, values);
      }
    }
    form.forEach((name, values) -> all.put(name, joined(told.get(name), values)));
    told.forEach(all::putIfAbsent);
    return Collections.unmodifiableMap(all);
  }
}
