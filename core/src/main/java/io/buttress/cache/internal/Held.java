package io.buttress.cache.internal;

import io.buttress.cache.CacheKey;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.internal.PurgeLedger.Judgement;

/** A response in memory, with what is known of the purges that concern it. */
final class Held {
  private final StoredResponse response;
  private final long asked;
  private final long expires;
  private final int weight;
  // Until the next purge of whatever, a hit costs one comparison.
  private volatile Judged judged = new Judged(-1, Judgement.GONE);

  private record Judged(long version, Judgement judgement) {}

  /**
   * @param asked the time of its ticket, microseconds
   * @param expires when it may be forgotten, milliseconds
   */
  Held(StoredResponse response, long asked, long expires) {
    this.response = response;
    this.asked = asked;
    this.expires = expires;
    this.weight = Weights.of(response);
  }

  StoredResponse response() {
    return response;
  }

  long asked() {
    return asked;
  }

  long expires() {
    return expires;
  }

  int weight() {
    return weight;
  }

  Judgement judge(PurgeLedger ledger, CacheKey key) {
    // Before the lines are read: what is written meanwhile makes this judgement an old one.
    long version = ledger.version();
    Judged last = judged;
    if (last.version() != version) {
      last = new Judged(version, ledger.judge(key, response, asked));
      judged = last;
    }
    return last.judgement();
  }
}
