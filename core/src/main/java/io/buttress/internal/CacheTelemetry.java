package io.buttress.internal;

import io.buttress.cache.CacheListener;
import io.buttress.telemetry.Counter;
import io.buttress.telemetry.Telemetry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what the response caches do. */
final class CacheTelemetry implements CacheListener {
  private static final String REQUESTS = "response-cache.requests";

  private final Telemetry telemetry;
  private final Map<String, Outcomes> byPolicy = new ConcurrentHashMap<>();
  private final Counter purged;
  private final Counter unavailable;

  private record Outcomes(
      Counter hit, Counter stale, Counter forwarded, Counter bypassed, Counter stored) {}

  CacheTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    this.purged = telemetry.counter("response-cache.purges");
    this.unavailable = telemetry.counter("response-cache.unavailable");
  }

  @Override
  public void served(String policy, boolean stale) {
    Outcomes outcomes = of(policy);
    (stale ? outcomes.stale : outcomes.hit).increment();
  }

  @Override
  public void asked(String policy) {
    of(policy).forwarded.increment();
  }

  @Override
  public void passed(String policy) {
    of(policy).bypassed.increment();
  }

  @Override
  public void stored(String policy, int bytes) {
    of(policy).stored.increment();
  }

  @Override
  public void purged(int count) {
    purged.increment();
  }

  @Override
  public void unavailable() {
    unavailable.increment();
  }

  private Outcomes of(String policy) {
    Outcomes known = byPolicy.get(policy);
    return known == null ? byPolicy.computeIfAbsent(policy, this::outcomes) : known;
  }

  private Outcomes outcomes(String policy) {
    return new Outcomes(
        counter(policy, "hit"),
        counter(policy, "stale"),
        counter(policy, "forwarded"),
        counter(policy, "bypass"),
        counter(policy, "stored"));
  }

  private Counter counter(String policy, String outcome) {
    return telemetry.counter(REQUESTS, "policy", policy, "outcome", outcome);
  }
}
