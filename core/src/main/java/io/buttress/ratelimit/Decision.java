package io.buttress.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the rate limiter says to a request. */
public sealed interface Decision {
  /** Nothing limits this request; it is to pass untouched. */
  enum Unlimited implements Decision {
    INSTANCE
  }

  /**
   * The request may pass.
   *
   * @param states where the limits stand, for the response's fields; empty where nobody counted
   * @param delay how long it has to wait for its turn first; mostly zero
   * @param charges what was charged
   * @param leases what is to be released when it has ended
   * @param observed what would have been rejected if its policy were not in {@code Mode.OBSERVE}
   * @param source who counted
   */
  record Allowed(
      List<LimitState> states,
      Duration delay,
      List<Charge> charges,
      List<Lease> leases,
      List<String> observed,
      Verdict.Source source)
      implements Decision {
    public Allowed {
      states = List.copyOf(states);
      charges = List.copyOf(charges);
      leases = List.copyOf(leases);
      observed = List.copyOf(observed);
    }

    /** The names of the policies that have counted the request, or observed it. */
    public List<String> policies() {
      return Stream.concat(
              charges.stream().map(charge -> charge.policy().name()), observed.stream())
          .toList();
    }

    /** Whether {@link RateLimitEngine#finish} has to be called when the response has ended. */
    public boolean needsFinish() {
      if (!leases.isEmpty()) {
        return true;
      }
      for (int i = 0; i < charges.size(); i++) {
        if (charges.get(i).policy().cost().settlement() != CostSpec.Settlement.NONE) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * The request is not to reach the application.
   *
   * @param reason why
   * @param violated the names of the limits that refused it; empty for a ban and for {@code
   *     UNAVAILABLE}
   * @param states where all the limits stand
   * @param retryAfter when it could pass at the earliest; above zero
   * @param policy the name of the first policy that refused it
   */
  record Rejected(
      Reason reason,
      List<String> violated,
      List<LimitState> states,
      Duration retryAfter,
      String policy)
      implements Decision {
    public Rejected {
      violated = List.copyOf(violated);
      states = List.copyOf(states);
    }
  }

  /** Why a request is rejected. */
  enum Reason {
    /** 429: a limit is used up. */
    QUOTA_EXCEEDED,
    /** 429: the node's share of a limit is used up while Redis is out of reach. */
    REDUCED_CAPACITY,
    /** 429: the client is shut out for a while. */
    BANNED,
    /** 503: Redis is out of reach, and the policy is {@code Fallback.CLOSED}. */
    UNAVAILABLE
  }
}
