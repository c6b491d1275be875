package io.buttress.cache.internal;

import io.buttress.cache.CacheStore.Found;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.internal.PurgeLedger.Judgement;
import java.util.List;
import java.util.Optional;

/** A response in memory, with what is known of the purges that concern it. */
final class Held {
  private final StoredResponse response;
  private final List<String> marks;
  private final long asked;
  private final long expires;
  private final int weight;
  private final Optional<Found> near;
  // Until the next purge of whatever, a hit costs one comparison.
  private volatile Judged judged = new Judged(-1, Judgement.GONE);
  private volatile long goodUntil = Long.MAX_VALUE;
  private volatile boolean softPurged;

  private record Judged(long version, Judgement judgement) {}

  /**
   * @param marks as the ledger writes them
   * @param asked the time of its ticket, microseconds
   * @param expires when it may be forgotten, milliseconds
   */
  Held(StoredResponse response, List<String> marks, long asked, long expires) {
    this.response = response;
    this.marks = marks;
    this.asked = asked;
    this.expires = expires;
    this.weight = Weights.of(response, marks);
    this.near = Optional.of(new Found(response, false, true));
  }

  static Held of(Entry entry) {
    return new Held(entry.response(), entry.marks(), entry.asked(), entry.expires());
  }

  SharedCacheStore.Copy asCopy() {
    return new SharedCacheStore.Copy(asked, marks);
  }

  StoredResponse response() {
    return response;
  }

  /** What is found if it is found in this node's memory and fresh as far as purges go. */
  Optional<Found> near() {
    return near;
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

  /**
   * The shared store has said that it has this very response.
   *
   * @param soft whether it was purged softly
   * @param until how long that word is taken for true, nanoseconds of this node's clock
   */
  void confirm(boolean soft, long until) {
    softPurged = soft;
    goodUntil = until;
  }

  /**
   * Whether the last word on it still counts.
   *
   * @param nanos now
   */
  boolean isConfirmed(long nanos) {
    long until = goodUntil;
    return until == Long.MAX_VALUE || nanos - until < 0;
  }

  Judgement judge(PurgeLedger ledger) {
    // Before the lines are read: what is written meanwhile makes this judgement an old one.
    long version = ledger.version();
    Judged last = judged;
    if (last.version() != version) {
      last = new Judged(version, ledger.judge(marks, asked));
      judged = last;
    }
    return last.judgement() == Judgement.HOLDS && softPurged ? Judgement.STALE : last.judgement();
  }
}
