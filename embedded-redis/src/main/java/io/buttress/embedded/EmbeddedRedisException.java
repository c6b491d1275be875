package io.buttress.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded Redis could not be started, or does not do what it was told. */
public final class EmbeddedRedisException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EmbeddedRedisException(String message) {
    super(message);
  }

  EmbeddedRedisException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
