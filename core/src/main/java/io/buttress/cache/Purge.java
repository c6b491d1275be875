package io.buttress.cache;

/**
 * An order that responses are not to be used any more.
 *
 * @param mark which, as {@link Mark} writes it
 * @param soft whether they may still be served stale while a new one is fetched
 */
public record Purge(String mark, boolean soft) {
  /** Not to be used at all. */
  public static Purge hard(String mark) {
    return new Purge(mark, false);
  }

  /** To be taken for stale. */
  public static Purge soft(String mark) {
    return new Purge(mark, true);
  }
}
