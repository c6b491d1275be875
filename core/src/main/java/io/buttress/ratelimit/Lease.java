package io.buttress.ratelimit;

/**
 * A request in flight under a {@code CONCURRENCY} limit, to be released when it ends.
 *
 * @param charge what was admitted
 * @param id unique over all nodes
 */
public record Lease(Charge charge, String id) {}
