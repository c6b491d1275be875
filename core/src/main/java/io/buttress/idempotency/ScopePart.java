package io.buttress.idempotency;

import io.buttress.http.Field;
import io.buttress.http.RequestView;
import org.jspecify.annotations.Nullable;

/** Something by which keys of different clients are kept apart. */
public sealed interface ScopePart {
  /** Its value for a request; null if the request has none, which is a value of its own. */
  @Nullable String of(RequestView request);

  /** {@code principal}: the authenticated user; all who are not authenticated are one. */
  record Principal() implements ScopePart {
    @Override
    public @Nullable String of(RequestView request) {
      return request.principal();
    }
  }

  /** {@code header:NAME}: the first field line of that name, such as a gateway's tenant. */
  record Header(String name) implements ScopePart {
    /**
     * @throws IllegalArgumentException if it is no name of a field
     */
    public Header {
      if (!Field.isToken(name)) {
        throw new IllegalArgumentException("'" + name + "' is no name of a field");
      }
    }

    @Override
    public @Nullable String of(RequestView request) {
      return request.header(name);
    }
  }

  /** {@code role:NAME}: whether the user has that role. */
  record Role(String name) implements ScopePart {
    @Override
    public String of(RequestView request) {
      return request.isUserInRole(name) ? "yes" : "no";
    }
  }

  /** {@code class:NAME}: what a class of the user's says. */
  record Custom(String className, ScopeSource source) implements ScopePart {
    @Override
    public @Nullable String of(RequestView request) {
      return source.scopeOf(request);
    }
  }
}
