package io.buttress.telemetry;

/** Counters and gauges by name. */
public final class Telemetry {}
