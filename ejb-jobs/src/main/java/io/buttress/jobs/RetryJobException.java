package io.buttress.jobs;

import java.time.Duration;

/**
 * Thrown by a handler that knows when it makes sense to try again, such as by a Retry-After. It is
 * a failed attempt, and counts as one.
 */
public final class RetryJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Duration delay;

  /**
   * @param delay how long to wait, from zero; more than ten years are ten years
   */
  public RetryJobException(Duration delay, String message, Throwable cause) {
    super(message, cause);
    this.delay = delay;
  }

  /**
   * @param delay how long to wait, from zero; more than ten years are ten years
   */
  public RetryJobException(Duration delay, String message) {
    super(message);
    this.delay = delay;
  }

  /** How long to wait. */
  public Duration delay() {
    return delay;
  }
}
