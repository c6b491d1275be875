package io.buttress.telemetry;

import io.buttress.telemetry.Health.Status;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Makes one health of several parts'. */
final class HealthBoard {
  private final InstantSource clock;
  private volatile State state;

  private record State(Map<String, String> reasons, Health health) {}

  HealthBoard(InstantSource clock) {
    this.clock = clock;
    this.state = new State(Map.of(), new Health(Status.UP, clock.instant(), ""));
  }

  Health health() {
    return state.health();
  }

  /** Whether this has changed anything. */
  boolean degraded(String part, String reason) {
    return change(part, reason);
  }

  boolean up(String part) {
    return change(part, "");
  }

  private synchronized boolean change(String part, String reason) {
    State before = state;
    if (before.reasons().getOrDefault(part, "").equals(reason)) {
      return false;
    }
    Map<String, String> reasons = new TreeMap<>(before.reasons());
    reasons.put(part, reason);
    reasons.values().removeIf(String::isEmpty);
    state = new State(reasons, health(before.health(), reasons));
    return true;
  }

  private Health health(Health before, Map<String, String> reasons) {
    Status status = reasons.isEmpty() ? Status.UP : Status.DEGRADED;
    String reason = String.join("; ", reasons.values());
    boolean same = status == before.status();
    return new Health(status, same ? before.since() : clock.instant(), reason);
  }
}
