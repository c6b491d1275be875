package io.buttress.ratelimit;

/** Is told of every decision, on the request's thread; must be fast and must not throw. */
public interface RateLimitListener {
  /** Ignores everything. */
  RateLimitListener NONE = (policy, kind, source) -> {};

  /** One policy has said something to one request. */
  void decided(RateLimitPolicy policy, Kind kind, Verdict.Source source);

  /** The same for who will say it again and again: tells of one decision each time it is run. */
  default Runnable teller(RateLimitPolicy policy, Kind kind, Verdict.Source source) {
    return () -> decided(policy, kind, source);
  }

  /** What a policy said. */
  enum Kind {
    ALLOWED,
    DELAYED,
    REJECTED,
    /** Would have been rejected if the policy were enforced. */
    OBSERVED,
    BANNED,
    UNAVAILABLE
  }
}
