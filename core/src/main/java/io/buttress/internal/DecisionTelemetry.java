package io.buttress.internal;

import io.buttress.ratelimit.RateLimitListener;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.Verdict.Source;
import io.buttress.telemetry.Counter;
import io.buttress.telemetry.Telemetry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Counts decisions: a look-up by the policy's name, an array, an adder. */
final class DecisionTelemetry implements RateLimitListener {
  static final String NAME = "rate-limit.decisions";

  private static final int SOURCES = Source.values().length;

  private final Telemetry telemetry;
  private final Map<String, AtomicReferenceArray<@Nullable Counter>> byPolicy =
      new ConcurrentHashMap<>();

  DecisionTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public void decided(RateLimitPolicy policy, Kind kind, Source source) {
    decided(counterOf(policy, kind, source), policy, kind, source);
  }

  @Override
  public Runnable teller(RateLimitPolicy policy, Kind kind, Source source) {
    Counter counter = counterOf(policy, kind, source);
    return () -> decided(counter, policy, kind, source);
  }

  private void decided(Counter counter, RateLimitPolicy policy, Kind kind, Source source) {
    counter.increment();
    if (telemetry.hasListeners()) {
      telemetry.happened(
          NAME, Map.of("policy", policy.name(), "kind", text(kind), "source", text(source)));
    }
  }

  @SuppressWarnings("EnumOrdinal") // The index of an array that never leaves this object.
  private Counter counterOf(RateLimitPolicy policy, Kind kind, Source source) {
    AtomicReferenceArray<@Nullable Counter> counters = byPolicy.get(policy.name());
    if (counters == null) {
      counters =
          byPolicy.computeIfAbsent(
              policy.name(), name -> new AtomicReferenceArray<>(Kind.values().length * SOURCES));
    }
    int position = kind.ordinal() * SOURCES + source.ordinal();
    Counter counter = counters.get(position);
    if (counter == null) {
      // Two threads may both come here, and get the same counter.
      counter = counter(policy, kind, source);
      counters.set(position, counter);
    }
    return counter;
  }

  private Counter counter(RateLimitPolicy policy, Kind kind, Source source) {
    return telemetry.counter(
        NAME, "policy", policy.name(), "kind", text(kind), "source", text(source));
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
