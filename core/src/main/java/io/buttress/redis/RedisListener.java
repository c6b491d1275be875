package io.buttress.redis;

/** Is told of what happens to Redis, on the thread on which it happens; must be fast. */
public interface RedisListener {
  /** Ignores everything. */
  RedisListener NONE = new RedisListener() {};

  /**
   * A call has ended.
   *
   * @param succeeded whether Redis answered what was asked for
   * @param nanos how long it took, in nanoseconds
   */
  default void called(boolean succeeded, long nanos) {}

  /** No call was made, because the breaker is open. */
  default void refused() {}

  /** Redis is out of reach from now on. */
  default void lost(String reason) {}

  /** Redis is back. */
  default void found() {}
}
