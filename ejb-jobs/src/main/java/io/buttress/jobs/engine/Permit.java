package io.buttress.jobs.engine;

/**
 * Whether jobs may be claimed now. In a server it is renewed by a timer: so a server that is
 * suspended, and stops its timers, stops claiming by itself.
 */
@FunctionalInterface
public interface Permit {
  /** Always. */
  Permit ALWAYS = now -> true;

  /**
   * Whether jobs may be claimed.
   *
   * @param nanos the time by the same clock as the poller's
   */
  boolean isValid(long nanos);
}
