package io.buttress.telemetry;

import io.buttress.telemetry.Health.Status;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What happened in one application: counters, gauges, timings, events and the health. The names are
 * listed in docs/telemetry.md. Safe for many threads.
 */
public final class Telemetry {
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Series, Timing> timings = new ConcurrentHashMap<>();
  private final Map<Series, LongSupplier> gauges = new ConcurrentHashMap<>();
  private final Listeners listeners = new Listeners();
  private final HealthBoard board;

  /** Telemetry by the system's clock. */
  public Telemetry() {
    this(Clock.systemUTC());
  }

  /**
   * @param clock tells since when the health is as it is
   */
  public Telemetry(InstantSource clock) {
    this.board = new HealthBoard(clock);
  }

  /**
   * The counter of that name and labels, made if it isn't there. Keep it.
   *
   * @param labels names and values in turn
   */
  public Counter counter(String name, String... labels) {
    return counters.computeIfAbsent(Series.of(name, labels), series -> new Counter());
  }

  /**
   * The timing of that name and labels, made if it isn't there. Keep it.
   *
   * @param labels names and values in turn
   */
  public Timing timing(String name, String... labels) {
    return timings.computeIfAbsent(Series.of(name, labels), series -> new Timing());
  }

  /**
   * A number that is asked for when somebody reads it; in place of one of the same name and labels.
   *
   * @param labels names and values in turn
   */
  public void gauge(String name, LongSupplier value, String... labels) {
    gauges.put(Series.of(name, labels), value);
  }

  /** All numbers as they are now, in the order of their names. */
  public List<Reading> readings() {
    List<Reading> readings = new ArrayList<>();
    counters.forEach((series, counter) -> readings.add(new Reading(series, counter.value())));
    timings.forEach((series, timing) -> add(series, timing, readings));
    gauges.forEach(
        (series, gauge) ->
            listeners.guard(() -> readings.add(new Reading(series, gauge.getAsLong()))));
    readings.sort(Comparator.comparing(Reading::series));
    return readings;
  }

  private static void add(Series series, Timing timing, List<Reading> readings) {
    readings.add(new Reading(series.with(".count"), timing.count()));
    readings.add(new Reading(series.with(".sum-us"), timing.sumMicros()));
    readings.add(new Reading(series.with(".max-us"), timing.maxMicros()));
    long[] bounds = Timing.boundsMicros();
    long[] counts = timing.cumulative();
    for (int i = 0; i < bounds.length; i++) {
      Series bucket = series.with(".at-most").labelled("us", Long.toString(bounds[i]));
      readings.add(new Reading(bucket, counts[i]));
    }
  }

  /** Whether anybody listens; what makes an event costly can be left if not. */
  public boolean hasListeners() {
    return !listeners.isEmpty();
  }

  /** Adds a listener. */
  public void listen(TelemetryListener listener) {
    listeners.add(listener);
  }

  /** Tells the listeners of something. */
  public void happened(String name, Map<String, String> labels) {
    listeners.tell(listener -> listener.happened(name, labels));
  }

  /**
   * A part does not work as it should from now on, or for another reason than before.
   *
   * @param part such as {@code redis}
   * @param reason for people, without secrets
   */
  public void degraded(String part, String reason) {
    if (board.degraded(part, reason)) {
      tellHealth();
    }
  }

  /** A part works as it should from now on. */
  public void up(String part) {
    if (board.up(part)) {
      tellHealth();
    }
  }

  private void tellHealth() {
    Health health = board.health();
    listeners.tell(listener -> listener.healthChanged(health));
  }

  /** Whether everything works, and since when. */
  public Health health() {
    return board.health();
  }

  /** Whether everything works. */
  public boolean isUp() {
    return health().status() == Status.UP;
  }
}
