package io.buttress.ratelimit;

import java.util.List;

/**
 * The limits that apply to one key, in the policy's order. They are checked together, and charged
 * only if all admit.
 *
 * @param limits at least one, at most 8; the position of a limit is part of its identity in the
 *     store
 */
public record LimitSet(List<Limit> limits) {
  /** How many limits apply together at most. */
  public static final int MAX = 8;

  /**
   * @throws IllegalArgumentException if there are too few or too many, or two of one name
   */
  public LimitSet {
    limits = List.copyOf(limits);
    Ranges.requireSize("limits that apply together", limits.size(), 1, MAX);
    if (limits.stream().map(Limit::name).distinct().count() < limits.size()) {
      throw new IllegalArgumentException("limits that apply together need different names");
    }
  }

  /** A set of one. */
  public static LimitSet of(Limit limit) {
    return new LimitSet(List.of(limit));
  }

  /** Whether one of them counts like that. */
  public boolean has(Algorithm algorithm) {
    for (Limit limit : limits) {
      if (limit.algorithm() == algorithm) {
        return true;
      }
    }
    return false;
  }
}
