package io.buttress.jaxrs.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a turn in a leaky bucket. JAX-RS has no way to suspend a request in a filter, so the
 * wait takes its thread; the policy's {@code max-wait} bounds it.
 */
final class Turn {
  private Turn() {}

  static void await(Duration delay) {
    if (delay.isZero()) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    } catch (InterruptedException e) {
      // The server is going down: the request is paid for, and goes on.
      Thread.currentThread().interrupt();
    }
  }
}
