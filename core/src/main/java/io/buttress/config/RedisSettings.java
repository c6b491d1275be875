package io.buttress.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How Redis is reached, as the properties under {@code buttress.redis.} say.
 *
 * @param uri where it is
 * @param user wins over the URI's
 * @param password wins over the URI's
 * @param sentinelUser with {@code SENTINEL}: the user at the sentinels
 * @param sentinelPassword with {@code SENTINEL}: the password at the sentinels
 * @param connectTimeout how long a connection may take to come up, from 1 ms
 * @param readTimeout how long an answer may take, from 1 ms
 * @param poolSize how many connections a node holds to a server, from 1
 * @param poolWait how long a caller waits for a free one, from 1 ms
 * @param keyPrefix what every key starts with
 * @param breakerFailures after how many failed or slow calls in a row Redis is left alone, from 1
 * @param breakerSlowCall from how long on a call counts as slow, from 1 ms
 * @param breakerProbeInterval how often a Redis that is left alone is asked whether it is back
 */
public record RedisSettings(
    RedisUri uri,
    Optional<String> user,
    Optional<Secret> password,
    Optional<String> sentinelUser,
    Optional<Secret> sentinelPassword,
    Duration connectTimeout,
    Duration readTimeout,
    int poolSize,
    Duration poolWait,
    String keyPrefix,
    int breakerFailures,
    Duration breakerSlowCall,
    Duration breakerProbeInterval) {
  /** The settings of a URI alone, for tests and tools. */
  public static RedisSettings of(String uri) {
    return RedisSettingsTable.defaults(uri);
  }

  /** The same at another place. */
  public RedisSettings withUri(RedisUri other) {
    return new RedisSettings(
        other,
        user,
        password,
        sentinelUser,
        sentinelPassword,
        connectTimeout,
        readTimeout,
        poolSize,
        poolWait,
        keyPrefix,
        breakerFailures,
        breakerSlowCall,
        breakerProbeInterval);
  }

  /** The same with as much time for a connection, an answer and a free connection. */
  public RedisSettings withTimeouts(Duration each) {
    return new RedisSettings(
        uri,
        user,
        password,
        sentinelUser,
        sentinelPassword,
        each,
        each,
        poolSize,
        each,
        keyPrefix,
        breakerFailures,
        breakerSlowCall,
        breakerProbeInterval);
  }

  /** The same with a breaker that minds so many failed calls in a row, or as slow ones. */
  public RedisSettings withBreaker(int failures, Duration slowCall) {
    return new RedisSettings(
        uri,
        user,
        password,
        sentinelUser,
        sentinelPassword,
        connectTimeout,
        readTimeout,
        poolSize,
        poolWait,
        keyPrefix,
        failures,
        slowCall,
        breakerProbeInterval);
  }
}
