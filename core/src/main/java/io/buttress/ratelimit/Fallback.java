package io.buttress.ratelimit;

/** What a policy does while Redis is out of reach. */
public enum Fallback {
  /** Each node limits by itself, with its share of the limit. */
  LOCAL,
  /** Everything passes. */
  OPEN,
  /** Nothing passes: 503. */
  CLOSED
}
