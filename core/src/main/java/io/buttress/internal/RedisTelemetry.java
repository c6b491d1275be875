package io.buttress.internal;

import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import io.buttress.telemetry.Counter;
import io.buttress.telemetry.Telemetry;
import io.buttress.telemetry.Timing;

/** Counts what happens to Redis. */
final class RedisTelemetry implements RedisListener {
  private static final String PART = "redis";

  private final Telemetry telemetry;
  private final Timing succeeded;
  private final Timing failed;
  private final Counter refused;
  private final Counter openings;

  RedisTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    this.succeeded = telemetry.timing("redis.calls", "outcome", "success");
    this.failed = telemetry.timing("redis.calls", "outcome", "failure");
    this.refused = telemetry.counter("redis.refused");
    this.openings = telemetry.counter("redis.breaker.openings");
  }

  /** Shows the state of the connection. */
  void watch(RedisConnection connection) {
    telemetry.gauge("redis.breaker.open", () -> connection.isOut() ? 1 : 0);
    telemetry.gauge("redis.pool.active", () -> connection.pool().active());
    telemetry.gauge("redis.pool.idle", () -> connection.pool().idle());
    telemetry.gauge("redis.pool.waiting", () -> connection.pool().waiting());
  }

  @Override
  public void called(boolean success, long nanos) {
    (success ? succeeded : failed).record(nanos);
  }

  @Override
  public void refused() {
    refused.increment();
  }

  @Override
  public void lost(String reason) {
    openings.increment();
    telemetry.degraded(PART, "Redis is out of reach: " + reason);
  }

  @Override
  public void found() {
    telemetry.up(PART);
  }
}
