package io.buttress.cache;

import io.buttress.cache.CacheStatus.Forward;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is stored, in place of an application that can't answer (RFC 9111, 4.2.4; RFC 5861, 4).
 *
 * @param stored null if nothing is
 */
record StandIn(
    CacheEngine engine, CacheRequest request, Forward reason, @Nullable StoredResponse stored) {
  /** For an error that it has answered. */
  Optional<Reply> forError(int status, long now) {
    return Reuse.isError(status) ? reply(false, status, "stale-if-error", now) : Optional.empty();
  }

  /** For no answer at all. */
  Optional<Reply> forNothing(long now) {
    return reply(true, 0, "origin-failed", now);
  }

  /** Whether there is one for no answer at all. */
  boolean isThere(long now) {
    return stored != null && Reuse.forRequest(request).mayStandIn(stored, true, now);
  }

  private Optional<Reply> reply(boolean broken, int status, String detail, long now) {
    if (stored == null || !Reuse.forRequest(request).mayStandIn(stored, broken, now)) {
      return Optional.empty();
    }
    String how = engine.shown(CacheStatus.forwarded(reason, status, detail));
    return Optional.of(Replies.of(request, stored, how, now));
  }
}
