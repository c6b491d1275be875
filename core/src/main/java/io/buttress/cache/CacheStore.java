package io.buttress.cache;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps responses. All methods may throw {@link io.buttress.error.StoreUnavailableException}; none
 * waits longer than the read timeout of Redis.
 */
public interface CacheStore {
  /**
   * The store's clock, which all nodes share as far as they can.
   *
   * @return milliseconds since 1970
   */
  long now();

  /**
   * The response for a request, in one trip: the variant that its fields select (RFC 9111, 4.1). A
   * damaged or foreign entry is none, and is removed.
   *
   * @param requestFields the values of all lines of a field of the request, by its name
   * @return empty if there is none, or none that was not purged
   */
  Optional<Found> find(CacheKey key, RequestFields requestFields);

  /**
   * Asked before the application is asked for something to store.
   *
   * @param lease how long others wait for this one at most; zero: nobody does, nor does it matter
   *     then how the ticket stands
   */
  Ticket begin(CacheKey key, Duration lease);

  /**
   * Stores a response, and ends the ticket. Replaces the variant that has the same selecting
   * fields; where Vary itself is another, all variants of before.
   *
   * @param timeToLive when the store may forget it, counted from now
   * @return false if something it is marked with was purged after the ticket was given, or if a
   *     response asked for later is there: nothing was stored then
   */
  boolean put(CacheKey key, Ticket ticket, StoredResponse response, Duration timeToLive);

  /** Ends the ticket without a response; who waits for it may ask. */
  void abandon(CacheKey key, Ticket ticket);

  /**
   * Ends the ticket of an answer that nobody else may be given, and lets nobody wait for the next
   * ones.
   *
   * @param during how long that is remembered
   */
  void standAlone(CacheKey key, Ticket ticket, Duration during);

  /**
   * Waits until nobody leads for that key any more, on whatever node: its answer is there, or it
   * has given up, or its answer can't be shared, or its lease has ended.
   *
   * @param atMost how long to wait
   * @return false if somebody still leads
   */
  boolean awaitFill(CacheKey key, Duration atMost) throws InterruptedException;

  /** Purges, on all nodes. When it returns, no node finds in the shared store what was purged. */
  void purge(List<Purge> purges);

  /**
   * What was found.
   *
   * @param response the variant
   * @param softPurged whether it was purged softly after it was asked for
   * @param near whether it was in this node's memory
   */
  record Found(StoredResponse response, boolean softPurged, boolean near) {}
}
