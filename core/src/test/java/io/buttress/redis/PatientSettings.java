package io.buttress.redis;

import io.buttress.config.RedisSettings;
import java.time.Duration;

/** For tests whose history must be whole: on a busy machine nobody gives a call up. */
final class PatientSettings {
  private static final Duration LONG = Duration.ofSeconds(30);

  private PatientSettings() {}

  static RedisSettings of(String uri) {
    return RedisSettings.of(uri).withTimeouts(LONG).withBreaker(1_000, Duration.ofMinutes(1));
  }
}
