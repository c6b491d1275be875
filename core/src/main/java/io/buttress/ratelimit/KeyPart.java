package io.buttress.ratelimit;

import io.buttress.http.Field;

/** One part of a key. The property syntax stands with each. */
public sealed interface KeyPart {
  /** {@code address}: the client's address, IPv6 by its prefix. */
  record Address() implements KeyPart {}

  /** {@code principal}: the authenticated user. */
  record Principal() implements KeyPart {}

  /** {@code session}: the id of the valid session. */
  record Session() implements KeyPart {}

  /** {@code header:NAME}: the first field line of that name. */
  record Header(String name) implements KeyPart {
    /**
     * @throws IllegalArgumentException if it is no name of a field
     */
    public Header {
      if (!Field.isToken(name)) {
        throw new IllegalArgumentException(
            "header:" + name + " is no part of a key: a field's name is needed, such as X-Api-Key");
      }
    }
  }

  /** {@code cookie:NAME}. */
  record Cookie(String name) implements KeyPart {
    /**
     * @throws IllegalArgumentException if it is no name of a cookie
     */
    public Cookie {
      if (!Field.isToken(name)) {
        throw new IllegalArgumentException(
            "cookie:" + name + " is no part of a key: a cookie's name is needed");
      }
    }
  }

  /** {@code path:NAME}: the value of {@code {NAME}} in the path pattern that matched. */
  record PathVariable(String name) implements KeyPart {}

  /** {@code constant} or {@code constant:VALUE}: everybody together. */
  record Constant(String value) implements KeyPart {
    public Constant {
      value = value.isEmpty() ? "all" : value;
    }
  }

  /** {@code resource-method}: the JAX-RS resource method. */
  record ResourceMethod() implements KeyPart {}

  /** {@code class:NAME}: what a class of the user's says. */
  record Custom(String className, KeySource source) implements KeyPart {}
}
