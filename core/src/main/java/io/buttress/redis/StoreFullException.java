package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;

/** Redis works, but has no memory left for what was to be written. */
final class StoreFullException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  StoreFullException(Throwable cause) {
    super("Redis has no memory left: " + cause.getMessage(), cause);
  }

  /** Where a script meets it, Redis before 7 tells it inside of another error. */
  static boolean isMeant(Exception e) {
    return String.valueOf(e.getMessage()).contains("OOM command not allowed");
  }
}
