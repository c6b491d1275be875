package io.buttress.telemetry;

import java.util.Map;

/**
 * Is told of what happens, as it happens. Added by {@link Telemetry#listen}, or found as a {@link
 * java.util.ServiceLoader} service of the application. Called on the thread on which it happens,
 * mostly a request's: must be fast. What it throws is logged once and otherwise ignored.
 */
public interface TelemetryListener {
  /**
   * Something was counted that is worth an event of its own.
   *
   * @param name such as {@code rate-limit.decisions}
   * @param labels such as {@code policy=api, kind=rejected, source=shared}
   */
  default void happened(String name, Map<String, String> labels) {}

  /** The health has changed. */
  default void healthChanged(Health health) {}
}
