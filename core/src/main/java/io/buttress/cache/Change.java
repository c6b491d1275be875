package io.buttress.cache;

import io.buttress.cache.CacheStatus.Forward;
import java.util.List;

/** A request that may change what is stored (RFC 9111, 4.4). */
public final class Change {
  private final CacheEngine engine;
  private final CacheRequest request;
  private final CachePolicy policy;

  Change(CacheEngine engine, CacheRequest request, CachePolicy policy) {
    this.engine = engine;
    this.request = request;
    this.policy = policy;
  }

  /** The value of Cache-Status for the answer. */
  public String cacheStatus() {
    return CacheStatus.passed(Forward.METHOD, false, false);
  }

  /** The application has answered. */
  public void answered(int status, FieldLines fields) {
    List<Purge> purges =
        Invalidation.marks(request, policy, status, fields).stream().map(Purge::hard).toList();
    if (!purges.isEmpty()) {
      engine.purge(purges);
    }
  }

  /** Whether the answer stands for a GET of the same URI, too (RFC 9110, 9.3.3). */
  boolean isAnsweredForGets(FieldLines fields, Terms terms, CacheKey key) {
    String location = fields.first("Content-Location");
    return terms.explicit()
        && location != null
        && CacheKeys.mark(request, policy, location).filter(key.marks()::contains).isPresent();
  }
}
