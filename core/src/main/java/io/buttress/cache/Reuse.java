package io.buttress.cache;

import java.util.List;
import java.util.OptionalLong;

/** May a stored response be served to this request now (RFC 9111, 4; 4.2.4; 5.2.1)? */
final class Reuse {
  private static final Reuse WITHOUT_WISHES = new Reuse(CacheControl.NONE);

  private final CacheControl wishes;

  Reuse(CacheControl wishes) {
    this.wishes = wishes;
  }

  static Reuse forRequest(CacheRequest request) {
    CacheControl wishes = CacheControl.parse(request.headers("Cache-Control"));
    return wishes == CacheControl.NONE ? WITHOUT_WISHES : new Reuse(wishes);
  }

  /** What to do with what was found. */
  enum Course {
    /** It is fresh. */
    SERVE,
    /** It is stale, and the client takes it so. */
    SERVE_STALE,
    /** It is stale, and may be served while a new one is fetched (RFC 5861, 3). */
    SERVE_AND_REFRESH,
    /** The application has to be asked whether it still holds. */
    VALIDATE
  }

  /** Whether the client wants nothing but what is stored (RFC 9111, 5.2.1.7). */
  boolean onlyIfCached() {
    return wishes.has("only-if-cached");
  }

  /**
   * Whether it is not to be used without asking for this very request: as it says so (RFC 9111,
   * 5.2.2.4), was never fresh, or the client wants the newest.
   */
  boolean wantsItsOwn(StoredResponse response) {
    Terms terms = response.terms();
    long whileStale = terms.mustRevalidate() ? 0 : terms.staleWhileRevalidate();
    return terms.noCache()
        || response.remaining(response.responseTime()) + whileStale <= 0
        || wishes.has("no-cache")
        || wishes.seconds("max-age").orElse(1) == 0;
  }

  Course decide(CacheStore.Found found, long now) {
    StoredResponse response = found.response();
    Terms terms = response.terms();
    if (terms.noCache() || wishes.has("no-cache") || isTooOld(response, now)) {
      return Course.VALIDATE;
    }
    long staleFor =
        found.softPurged() ? Math.max(0, -response.remaining(now)) : -response.remaining(now);
    boolean fresh = !found.softPurged() && response.remaining(now) > 0;
    if (fresh) {
      return isFreshEnough(response, now) ? Course.SERVE : Course.VALIDATE;
    }
    if (terms.mustRevalidate() || isTooStale(staleFor)) {
      return Course.VALIDATE;
    }
    if (found.softPurged() || staleFor < terms.staleWhileRevalidate()) {
      return Course.SERVE_AND_REFRESH;
    }
    return wishes.has("max-stale") ? Course.SERVE_STALE : Course.VALIDATE;
  }

  /**
   * Whether the client does not want what is stale for so long. Who says how old or how fresh it is
   * to be wants nothing stale, unless it says so, too (RFC 9111, 5.2.1.1 to 5.2.1.3).
   */
  private boolean isTooStale(long staleFor) {
    return wishes.has("max-stale")
        ? staleFor > maxStale()
        : wishes.has("max-age") || wishes.has("min-fresh");
  }

  private boolean isTooOld(StoredResponse response, long now) {
    OptionalLong most = wishes.seconds("max-age");
    return most.isPresent() && response.age(now) > most.getAsLong() * 1000;
  }

  private boolean isFreshEnough(StoredResponse response, long now) {
    return response.remaining(now) >= wishes.seconds("min-fresh").orElse(0) * 1000;
  }

  private long maxStale() {
    // Without an argument any age will do (RFC 9111, 5.2.1.2).
    return wishes.hasForAll("max-stale")
        ? Long.MAX_VALUE
        : wishes.seconds("max-stale").orElse(0) * 1000;
  }

  /**
   * Whether it may be served because the application can't answer.
   *
   * @param broken whether it has not answered at all; else it has answered with an error
   */
  boolean mayStandIn(StoredResponse response, boolean broken, long now) {
    Terms terms = response.terms();
    if (terms.mustRevalidate()) {
      return false;
    }
    // The client may take what is older than the response allows (RFC 5861, 4).
    long wished = wishes.seconds("stale-if-error").orElse(0) * 1000;
    // RFC 9111, 4.2.4: disconnected, a cache may serve stale whatever is not forbidden.
    return broken || -response.remaining(now) < Math.max(terms.staleIfError(), wished);
  }

  /** Statuses that a stored response may stand in for (RFC 5861, 4). */
  static boolean isError(int status) {
    return List.of(500, 502, 503, 504).contains(status);
  }
}
