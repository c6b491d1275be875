package io.buttress.cache;

/** How much the cache trusts what an application says of its responses. */
public enum Profile {
  /**
   * Nothing is stored that may be meant for one user: with Set-Cookie, in a session, for somebody
   * who is known; unless the response says {@code public} or the policy names it.
   */
  SAFE,
  /** Exactly what RFC 9111 allows a shared cache. */
  RFC
}
