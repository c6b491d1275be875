package io.buttress.internal;

import io.buttress.idempotency.IdempotencyListener;
import io.buttress.telemetry.Counter;
import io.buttress.telemetry.Telemetry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what happens to requests with a key. */
final class IdempotencyTelemetry implements IdempotencyListener {
  static final String NAME = "idempotency.events";

  private final Telemetry telemetry;
  private final Map<String, Map<Event, Counter>> byPolicy = new ConcurrentHashMap<>();

  IdempotencyTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public void happened(String policy, Event event) {
    byPolicy
        .computeIfAbsent(policy, missing -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            event, missing -> telemetry.counter(NAME, "policy", policy, "event", text(event)))
        .increment();
    if (telemetry.hasListeners()) {
      telemetry.happened(NAME, Map.of("policy", policy, "event", text(event)));
    }
  }

  private static String text(Event event) {
    return event.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
