package io.buttress.cache;

/** Is told what the cache does, on the thread that does it; must not throw or wait. */
public interface CacheListener {
  /** Hears nothing. */
  CacheListener NONE = new CacheListener() {};

  /** Answered from the cache. */
  default void served(String policy, boolean stale) {}

  /** The application is asked for something that may be stored. */
  default void asked(String policy) {}

  /** The request goes past the cache. */
  default void passed(String policy) {}

  /**
   * A response was stored.
   *
   * @param bytes the length of its body
   */
  default void stored(String policy, int bytes) {}

  /** So many purges were ordered. */
  default void purged(int count) {}

  /** The store could not be reached. */
  default void unavailable() {}
}
