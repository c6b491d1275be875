package io.buttress.cache;

/**
 * The right to ask the application and to store its answer, given before the application is asked.
 *
 * @param time microseconds of the store's clock, since 1970: what was purged later is not stored
 *     with this ticket
 * @param token tells this ticket from all others
 * @param standing whether others ask at the same time
 */
public record Ticket(long time, String token, Standing standing) {
  /** How a ticket relates to others for the same key. */
  public enum Standing {
    /** Nobody else asks: the others wait for this one. */
    LEADS,
    /** Another node is asking. */
    FOLLOWS,
    /** The last answer could not be shared: nobody waits for anybody. */
    ALONE
  }
}
