package io.buttress.cache;

import java.util.Optional;

/** What is to happen with a request. */
public sealed interface CacheDecision {
  /** The request is none of the cache's business: it goes on untouched. */
  enum Bypass implements CacheDecision {
    BYPASS
  }

  /**
   * It is answered from the cache.
   *
   * @param reply the answer
   * @param refresh if present, the application is to be asked afterwards, with nobody waiting for
   *     it
   */
  record Answer(Reply reply, Optional<Exchange> refresh) implements CacheDecision {}

  /**
   * The application is asked.
   *
   * @param exchange sees to what becomes of its answer; has to be told how it ended
   */
  record Ask(Exchange exchange) implements CacheDecision {}

  /**
   * The application is asked for something that may change what is stored.
   *
   * @param change is to be told how that ended
   */
  record Watch(Change change) implements CacheDecision {}
}
