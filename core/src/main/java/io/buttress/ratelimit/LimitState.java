package io.buttress.ratelimit;

/**
 * Where one limit stands right after a decision.
 *
 * @param limit the limit
 * @param remaining how much cost could be spent at once now; from 0
 * @param resetMicros microseconds until the full quota is there again, if nobody spends; from 0
 * @param waitMicros of a rejection: microseconds until this limit would admit the same cost, if
 *     nobody else spends, 0 if it would now; of an admission by a leaky bucket: how long the
 *     request has to wait for its turn. {@link #NEVER} if the cost can never be admitted
 */
public record LimitState(Limit limit, long remaining, long resetMicros, long waitMicros) {
  /** The wait of a cost above the limit's capacity. */
  public static final long NEVER = Long.MAX_VALUE;
}
