package io.buttress.jaxrs.internal;

import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a request's path. A locator and what is below it may have some of the same name:
 * then the last in the path counts, which is the one that a {@code @PathParam} gets. Jersey puts it
 * ahead of the others, and RESTEasy behind them.
 */
final class PathVariables {
  private static final String JERSEY = "org.glassfish.jersey.";

  private PathVariables() {}

  /** All, decoded. */
  static Map<String, String> of(UriInfo uris) {
    Map<String, String> variables = new HashMap<>();
    for (String name : uris.getPathParameters().keySet()) {
      String value = of(uris, name, true);
      if (value != null) {
        variables.put(name, value);
      }
    }
    return variables;
  }

  /** The value of one; null if there is none of that name. */
  static @Nullable String of(UriInfo uris, String name, boolean decoded) {
    List<String> values = uris.getPathParameters(decoded).get(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    boolean lastComesFirst = uris.getClass().getName().startsWith(JERSEY);
    return values.get(lastComesFirst ? 0 : values.size() - 1);
  }
}
