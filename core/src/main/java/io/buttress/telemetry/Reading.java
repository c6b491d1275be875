package io.buttress.telemetry;

/**
 * A number at one instant.
 *
 * @param series what it is about
 * @param value how much it is
 */
public record Reading(Series series, long value) {}
