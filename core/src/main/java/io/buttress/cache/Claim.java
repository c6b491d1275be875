package io.buttress.cache;

import org.jspecify.annotations.Nullable;

/**
 * The right to ask the application for what belongs under a key, and to store its answer there. It
 * is given up once: then whoever waits for it goes on.
 */
final class Claim {
  private final CacheEngine engine;
  private final Fills.@Nullable Fill fill;
  private CacheKey key;
  private @Nullable Ticket ticket;
  private Parts.@Nullable Right part;
  private Runnable whenOver = () -> {};
  private boolean settled;
  private boolean over;

  /**
   * @param fill null if nobody waits
   * @param ticket null if nothing may be stored
   */
  Claim(CacheEngine engine, CacheKey key, Fills.@Nullable Fill fill, @Nullable Ticket ticket) {
    this.engine = engine;
    this.key = key;
    this.fill = fill;
    this.ticket = ticket;
  }

  /** Runs it once nobody waits for this any more. */
  void thenRun(Runnable action) {
    whenOver = action;
  }

  /** Goes over to that right if the answer is a part. */
  void orForPart(Parts.Right right) {
    part = right;
  }

  CacheKey key() {
    return key;
  }

  boolean isForStoring() {
    return ticket != null;
  }

  /** The answer is a part: its own key is meant from now on; false if there is no right to that. */
  boolean turnToPart() {
    Parts.Right right = part;
    if (right == null) {
      return false;
    }
    engine.release(null, key, ticket, false);
    key = right.key();
    ticket = right.ticket();
    part = null;
    return true;
  }

  /** What was asked for until now was purged meanwhile, by this very request. */
  void renew() {
    ticket = engine.ticket(key);
  }

  void store(StoredResponse response, CachePolicy policy) {
    if (ticket != null && engine.store(key, ticket, response, policy)) {
      settled = true;
    }
  }

  /** The client has the answer already, and whoever waited has got none. */
  void noteConditional() {
    if (fill != null) {
      engine.fills().noteConditional(key.id());
    }
  }

  /**
   * Gives it up.
   *
   * @param unshared whether nobody else may have the answer
   */
  void release(boolean unshared) {
    if (over) {
      return;
    }
    over = true;
    engine.release(fill, key, settled ? null : ticket, unshared);
    if (part != null) {
      engine.release(null, part.key(), part.ticket(), false);
    }
    whenOver.run();
  }
}
