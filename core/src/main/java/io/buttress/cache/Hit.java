package io.buttress.cache;

import java.util.Optional;
import java.util.Set;

/** The answer to most requests, that leaves nothing behind but itself. */
final class Hit {
  private Hit() {}

  /** What is stored, if it is fresh; all else is found out by a {@link Lookup}. */
  static CacheDecision orLookup(CacheEngine engine, CacheRequest request, CachePolicy policy) {
    CacheKey key = engine.key(request, policy);
    Reuse reuse = Reuse.forRequest(request);
    Set<Identity> signs = Signs.of(request, policy, Set.of());
    CacheStore.Found found = engine.find(key, request, policy);
    boolean permitted = found != null && Signs.permit(signs, policy, found.response().terms());
    long now = engine.now();
    if (found == null || !permitted || reuse.decide(found, now) != Reuse.Course.SERVE) {
      return new Lookup(engine, request, policy, key, reuse, signs)
          .decide(permitted ? found : null);
    }
    StoredResponse response = found.response();
    return EarlyRefresh.isDue(response, policy, now)
        ? new Lookup(engine, request, policy, key, reuse, signs).servedEarly(response, now)
        : served(
            engine,
            request,
            policy,
            response,
            Optional.empty(),
            response.remaining(now),
            false,
            now);
  }

  /**
   * Serves it.
   *
   * @param refresh to be asked for with nobody waiting
   * @param remaining for how long it stays fresh, in milliseconds; not above 0 if it is stale
   * @param collapsed whether the client has waited for it
   */
  static CacheDecision served(
      CacheEngine engine,
      CacheRequest request,
      CachePolicy policy,
      StoredResponse response,
      Optional<Exchange> refresh,
      long remaining,
      boolean collapsed,
      long now) {
    engine.listener().served(policy.name(), remaining <= 0);
    String status = engine.shown(CacheStatus.hit(remaining, collapsed));
    return new CacheDecision.Answer(Replies.of(request, response, status, now), refresh);
  }
}
