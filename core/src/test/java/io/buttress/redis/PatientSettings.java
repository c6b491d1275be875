package io.buttress.redis;

import io.buttress.config.RedisSettings;
import java.time.Duration;

/** For tests whose history must be whole: on a busy machine nobody gives a call up. */
final class PatientSettings {
  private static final Duration LONG = Duration.ofSeconds(30);

  private PatientSettings() {}

  static RedisSettings of(String uri) {
    RedisSettings usual = RedisSettings.of(uri);
    return new RedisSettings(
        usual.uri(),
        usual.user(),
        usual.password(),
        usual.sentinelUser(),
        usual.sentinelPassword(),
        LONG,
        LONG,
        usual.poolSize(),
        LONG,
        usual.keyPrefix(),
        1_000,
        Duration.ofMinutes(1),
        usual.breakerProbeInterval());
  }
}
