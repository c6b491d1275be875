package io.buttress.telemetry;

import java.time.Instant;

/**
 * Whether everything works.
 *
 * @param status the worst of all parts
 * @param since when it came to be so
 * @param reason what does not work, for people; empty if everything does
 */
public record Health(Status status, Instant since, String reason) {
  /** How well it works. */
  public enum Status {
    /** Everything works. */
    UP,
    /** The application goes on with less: limits are local, or not enforced. */
    DEGRADED
  }
}
