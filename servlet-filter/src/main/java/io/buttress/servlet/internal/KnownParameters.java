package io.buttress.servlet.internal;

import jakarta.servlet.ServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that the container knows of a request: those by which it came first, and then
 * those of its dispatches.
 *
 * @param now the request as it is by now
 * @param came the container's own, as it came
 */
record KnownParameters(ServletRequest now, ServletRequest came, ContainerHabits habits) {
  /** Those of a name that came with the request, and those of its dispatches ahead of them. */
  String @Nullable [] values(@Nullable String name) {
    return now.getParameterValues(name);
  }

  /** How many values of a name came with the request. */
  int countThatCame(String name) {
    String[] values = came.getParameterValues(name);
    return values == null ? 0 : values.length;
  }

  List<String> names() {
    return Collections.list(now.getParameterNames());
  }

  Map<String, String[]> all() {
    return now.getParameterMap();
  }

  /** The names that came with the request, as a set to which more are added in their order. */
  Set<String> namesThatCame() {
    List<String> names = Collections.list(came.getParameterNames());
    if (now != came) {
      // Somebody between the two may hide some.
      names.retainAll(Set.copyOf(names()));
    }
    return habits.parameterNames(names, now);
  }

  /** An empty map which will tell names in the container's order. */
  Map<String, String[]> emptyMap() {
    return habits.parameterMap(now);
  }
}
