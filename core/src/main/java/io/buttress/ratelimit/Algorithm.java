package io.buttress.ratelimit;

/** How a {@link Limit} counts. The property value is the constant's name in kebab-case. */
public enum Algorithm {
  /** GCRA: tokens flow in at a steady rate up to a burst; a request takes its cost in tokens. */
  TOKEN_BUCKET,
  /**
   * Two fixed windows, the previous one weighted by how much of it the sliding window still sees.
   */
  SLIDING_WINDOW,
  /** Exact: the instants and costs of all admissions of the last window. */
  SLIDING_LOG,
  /** A counter a window; windows are aligned to the epoch of Redis's clock. */
  FIXED_WINDOW,
  /** Shapes: a request waits for its turn, up to a bound; beyond the bound it is rejected. */
  LEAKY_BUCKET,
  /** Requests in flight; each holds a lease, so that a dead node's share returns. */
  CONCURRENCY
}
