package io.buttress.idempotency;

import java.time.Duration;
import java.util.List;

/**
 * Keeps a record for each key; each change is atomic, by the store's own clock. All methods may
 * throw {@link io.buttress.error.StoreUnavailableException}; whether the change took effect is
 * unknown then.
 */
public interface IdempotencyStore {
  /** Takes the key, if it is free. */
  ClaimResult claim(ClaimDemand demand);

  /**
   * Says that the owners are alive.
   *
   * @param renewals at least one
   * @return for each, in order, what became of it
   */
  List<Renewed> renew(List<Renewal> renewals);

  /**
   * Stores what is replayed from now on. Again with the same record does nothing.
   *
   * @return false if the claim is not the key's any more: nothing was stored then
   */
  boolean complete(Claim claim, byte[] record, Duration ttl);

  /**
   * Gives the key up.
   *
   * @return false if the claim was not the key's any more: nothing was changed then
   */
  boolean release(Claim claim, Release how);

  /**
   * Gives up a key that was perhaps claimed: the answer to the claim has not come.
   *
   * @param owner as in the demand
   */
  void withdraw(String id, String owner);

  /**
   * A sign of life.
   *
   * @param lease how long the claim lasts from now on
   */
  record Renewal(Claim claim, Duration lease) {}

  /** What became of a renewal. */
  enum Renewed {
    /** The claim lasts. */
    YES,
    /** The claim has been renewed for as long as it can be. */
    AT_END,
    /** The claim is not the key's any more. */
    NOT_HELD
  }

  /** How a key is given up. */
  enum Release {
    /** Nothing has happened under it: the next request is the first one. */
    FREE,
    /** Nobody will know what happened under it. */
    LOST
  }
}
