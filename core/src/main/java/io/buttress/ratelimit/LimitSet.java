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
  public LimitSet {
    limits = List.copyOf(limits);
  }
}
