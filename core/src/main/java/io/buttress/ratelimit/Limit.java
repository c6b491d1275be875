package io.buttress.ratelimit;

import java.time.Duration;

/**
 * One limit of a policy.
 *
 * @param name what the RateLimit fields call it: unique in the application, printable ASCII
 * @param algorithm how it counts
 * @param quota how much cost is admitted a window, or how many requests may be in flight; from 1
 * @param window the window, from 1 ms to 366 days; with {@code CONCURRENCY} the lease of a request
 *     in flight
 * @param burst {@code TOKEN_BUCKET}: the bucket's capacity, from 1; elsewhere equal to the quota
 * @param maxWait {@code LEAKY_BUCKET}: the longest wait, from 0; elsewhere zero
 */
public record Limit(
    String name, Algorithm algorithm, long quota, Duration window, long burst, Duration maxWait) {}
