package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;

/**
 * Redis was not asked, because the breaker is open. Thrown for each request, so without a trace.
 */
final class LeftAloneException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  LeftAloneException() {
    super("Redis is out of reach and left alone");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  @Override
  public boolean wasAsked() {
    return false;
  }
}
