package io.buttress.cache;

/**
 * For how long and under what conditions a stored response may be used again; everything that does
 * not depend on the request. Durations are milliseconds.
 *
 * @param initialAge its age when it was received (RFC 9111, 4.2.3: corrected_initial_age)
 * @param lifetime how old it may get and still be fresh (RFC 9111, 4.2.1); may be 0
 * @param staleWhileRevalidate for how long after that it may be served while a new one is fetched
 *     (RFC 5861, 3)
 * @param staleIfError for how long after that it may be served instead of an error (RFC 5861, 4)
 * @param explicit whether the response itself says how long it may be used again, and not 0
 * @param mustRevalidate whether it may never be served stale (RFC 9111, 4.2.4)
 * @param noCache whether it has to be validated for each use (RFC 9111, 5.2.2.4)
 * @param forEverybody whether it says that it is {@code public}
 * @param ownEtag whether its ETag was made here, and means nothing to the application
 */
public record Terms(
    long initialAge,
    long lifetime,
    long staleWhileRevalidate,
    long staleIfError,
    boolean explicit,
    boolean mustRevalidate,
    boolean noCache,
    boolean forEverybody,
    boolean ownEtag) {
  Terms withOwnEtag() {
    return new Terms(
        initialAge,
        lifetime,
        staleWhileRevalidate,
        staleIfError,
        explicit,
        mustRevalidate,
        noCache,
        forEverybody,
        true);
  }

  Terms withLifetime(long changed) {
    return new Terms(
        initialAge,
        changed,
        staleWhileRevalidate,
        staleIfError,
        explicit,
        mustRevalidate,
        noCache,
        forEverybody,
        ownEtag);
  }
}
