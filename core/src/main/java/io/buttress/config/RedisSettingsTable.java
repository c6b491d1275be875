package io.buttress.config;

import static io.buttress.config.ValueTypes.SECRET;
import static io.buttress.config.ValueTypes.TEXT;
import static io.buttress.config.ValueTypes.duration;
import static io.buttress.config.ValueTypes.integer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings under {@code buttress.redis.}. */
final class RedisSettingsTable {
  private static final ValueType<Duration> WAIT =
      duration(Duration.ofMillis(1), Duration.ofMinutes(1));

  static final Setting<RedisUri> URI =
      Setting.of("uri", new ValueType<>(RedisUri.ALLOWED, RedisUri::parse, RedisUri::mask));
  static final Setting<String> USER = Setting.of("user", TEXT);
  static final Setting<Secret> PASSWORD = Setting.of("password", SECRET);
  static final Setting<String> SENTINEL_USER = Setting.of("sentinel-user", TEXT);
  static final Setting<Secret> SENTINEL_PASSWORD = Setting.of("sentinel-password", SECRET);
  static final Setting<Duration> CONNECT_TIMEOUT = Setting.of("connect-timeout", WAIT, "500ms");
  static final Setting<Duration> READ_TIMEOUT = Setting.of("read-timeout", WAIT, "250ms");
  static final Setting<Integer> POOL_SIZE = Setting.of("pool-size", integer(1, 1000), "8");
  static final Setting<Duration> POOL_WAIT = Setting.of("pool-wait", WAIT, "100ms");
  static final Setting<String> KEY_PREFIX =
      Setting.of(
          "key-prefix",
          TEXT.where(
              "1 to 32 letters, digits, :, -, _ and .", p -> p.matches("[A-Za-z0-9:._-]{1,32}")),
          "bt:");
  static final Setting<Integer> BREAKER_FAILURES =
      Setting.of("breaker-failures", integer(1, 1000), "5");
  static final Setting<Duration> BREAKER_SLOW_CALL = Setting.of("breaker-slow-call", WAIT, "100ms");
  static final Setting<Duration> BREAKER_PROBE_INTERVAL =
      Setting.of("breaker-probe-interval", WAIT, "250ms");

  static final List<Setting<?>> ALL =
      List.of(
          URI,
          USER,
          PASSWORD,
          SENTINEL_USER,
          SENTINEL_PASSWORD,
          CONNECT_TIMEOUT,
          READ_TIMEOUT,
          POOL_SIZE,
          POOL_WAIT,
          KEY_PREFIX,
          BREAKER_FAILURES,
          BREAKER_SLOW_CALL,
          BREAKER_PROBE_INTERVAL);

  static final Feature FEATURE = Feature.of("redis", "POLICY", ALL, List.of());

  private RedisSettingsTable() {}

  /** Empty if no URI says where Redis is. */
  static Optional<RedisSettings> read(Group group) {
    Optional<RedisUri> uri = group.find(URI);
    Optional<String> user = group.find(USER);
    Optional<Secret> password = group.find(PASSWORD);
    Optional<String> sentinelUser = group.find(SENTINEL_USER);
    Optional<Secret> sentinelPassword = group.find(SENTINEL_PASSWORD);
    Duration connectTimeout = group.get(CONNECT_TIMEOUT);
    Duration readTimeout = group.get(READ_TIMEOUT);
    int poolSize = group.get(POOL_SIZE);
    Duration poolWait = group.get(POOL_WAIT);
    String keyPrefix = group.get(KEY_PREFIX);
    int breakerFailures = group.get(BREAKER_FAILURES);
    Duration slowCall = group.get(BREAKER_SLOW_CALL);
    Duration probeInterval = group.get(BREAKER_PROBE_INTERVAL);
    return uri.map(
        where ->
            new RedisSettings(
                where,
                user.or(where::user),
                password.or(where::password),
                sentinelUser,
                sentinelPassword,
                connectTimeout,
                readTimeout,
                poolSize,
                poolWait,
                keyPrefix,
                breakerFailures,
                slowCall,
                probeInterval));
  }

  static RedisSettings defaults(String uri) {
    Mistakes mistakes = new Mistakes();
    Snapshot snapshot =
        Snapshot.of(Map.of()).with(FEATURE.prefix(), Map.of(URI.name(), uri), "code");
    Optional<RedisSettings> settings = read(new Group(FEATURE.prefix(), snapshot, mistakes));
    mistakes.throwIfAny();
    return settings.orElseThrow();
  }
}
