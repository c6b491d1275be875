package io.buttress.jobs.engine;

import io.buttress.jobs.RetryPolicy;
import java.time.Duration;

/** A retry policy as an option of an envelope. */
final class RetryText {
  private RetryText() {}

  static String write(RetryPolicy policy) {
    return policy.attempts() + ":" + policy.base().toMillis() + ":" + policy.cap().toMillis();
  }

  static RetryPolicy read(String text) {
    String[] parts = text.split(":", 3);
    return new RetryPolicy(
        Integer.parseInt(parts[0]),
        Duration.ofMillis(Long.parseLong(parts[1])),
        Duration.ofMillis(Long.parseLong(parts[2])));
  }
}
