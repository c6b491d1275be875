package io.buttress.ratelimit;

import java.util.List;

/** What a store says to a list of charges: all of them were made, or none. */
public sealed interface Verdict {
  /**
   * All charges were made.
   *
   * @param states one per limit, in the order of the charges and their limits; without those of
   *     policies that nobody counted
   * @param leases what {@link RateLimitStore#release} has to get back when the request has ended
   * @param source who counted
   */
  record Admitted(List<LimitState> states, List<Lease> leases, Source source) implements Verdict {
    public Admitted {
      states = List.copyOf(states);
      leases = List.copyOf(leases);
    }
  }

  /**
   * No charge was made.
   *
   * @param states one per limit, as in {@link Admitted}, of which at least one has a wait above 0;
   *     of a ban only those of the policies that have banned their key; from memory only those of a
   *     policy that refused, and of a ban maybe none
   * @param banMicros how long the key is still banned; 0 if it is not
   * @param source who counted
   */
  record Denied(List<LimitState> states, long banMicros, Source source) implements Verdict {
    public Denied {
      states = List.copyOf(states);
    }
  }

  /** No charge was made: the store is out of reach, and a policy is {@link Fallback#CLOSED}. */
  record Unavailable() implements Verdict {}

  /** Who counted. */
  enum Source {
    /** Redis, for all nodes. */
    SHARED,
    /** This node, because the denial still stands. */
    MEMORY,
    /** This node, out of quota leased from Redis or taken ahead. */
    LEASE,
    /** This node alone: Redis is out of reach, or the policy is local. */
    LOCAL,
    /** Nobody: Redis is out of reach, and the policy is open. */
    NONE
  }
}
