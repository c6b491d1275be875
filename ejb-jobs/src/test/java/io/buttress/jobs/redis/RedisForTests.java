package io.buttress.jobs.redis;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.RedisOptions;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import io.buttress.redis.RedisScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** A Redis of a test's own, with a clock that the test moves if it wants to. */
public final class RedisForTests implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Redis's time is what the key 'clock' says; times to live, which are real, are left out. */
  private static final String WITH_CLOCK =
      """
      local real = redis
      local redis = {}
      function redis.call(command, ...)
        local key, value = ...
        if command == 'TIME' then
          local ms = tonumber(real.call('GET', 'clock'))
          return { math.floor(ms / 1000), ms % 1000 * 1000 }
        elseif command == 'SET' and select(3, ...) == 'PX' then
          return real.call('SET', key, value)
        elseif command == 'PEXPIRE' then
          return 1
        end
        return real.call(command, ...)
      end
      """;

  final EmbeddedRedis server;
  final RedisConnection connection;
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  public RedisForTests(Consumer<RedisOptions> options) {
    server = EmbeddedRedis.start(options);
    connection =
        RedisConnection.open(
            patient(RedisSettings.of(server.uri())), scheduler, RedisListener.NONE);
  }

  /** A machine that is busy with other tests must not look like a Redis that is out of reach. */
  private static RedisSettings patient(RedisSettings usual) {
    return usual.withTimeouts(PATIENCE).withBreaker(usual.breakerFailures(), PATIENCE);
  }

  public RedisForTests() {
    this(options -> {});
  }

  public EmbeddedRedis server() {
    return server;
  }

  public RedisConnection connection() {
    return connection;
  }

  /** The scripts with the test's clock. */
  static JobScripts clocked() {
    return new JobScripts(
        clocked(JobScripts.SHIPPED.enqueue()),
        clocked(JobScripts.SHIPPED.turn()),
        clocked(JobScripts.SHIPPED.manage()),
        clocked(JobScripts.SHIPPED.inspect()),
        clocked(JobScripts.SHIPPED.recurring()),
        JobScripts.SHIPPED.once(),
        JobScripts.SHIPPED.activity());
  }

  private static RedisScript clocked(RedisScript script) {
    return RedisScript.of(WITH_CLOCK + script.text());
  }

  /** Runs a script text. */
  Object run(String script, String... arguments) {
    return connection.run(RedisScript.of(script), List.of("clock"), List.of(arguments));
  }

  void setClock(long millis) {
    run("redis.call('SET', 'clock', ARGV[1]) return 1", Long.toString(millis));
  }

  @Override
  public void close() {
    connection.close();
    scheduler.shutdownNow();
    server.close();
  }
}
