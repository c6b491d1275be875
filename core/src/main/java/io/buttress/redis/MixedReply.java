package io.buttress.redis;

import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code acquire.lua} says to a demand.
 *
 * @param numbers the answers to all demands of the batch
 * @param start where this demand's begins
 */
record MixedReply(Demand demand, List<?> numbers, int start) implements Reply {
  @Override
  public Verdict verdict() {
    boolean admitted = number(start) == 1;
    List<LimitState> states = new ArrayList<>(demand.plan().checks.size());
    long ban = 0;
    int at = start + 1;
    for (Check check : demand.plan().checks) {
      if (check.kind() == Check.BAN) {
        ban = Math.max(ban, number(at));
      } else {
        Check.Reader reader = admitted ? check.admitted() : check.refused();
        int width = check.width();
        states.add(
            reader.read(
                number(at), width > 1 ? number(at + 1) : 0, width > 2 ? number(at + 2) : 0));
      }
      at += check.width();
    }
    return admitted
        ? new Verdict.Admitted(states, demand.leases(), Verdict.Source.SHARED)
        : new Verdict.Denied(states, ban, Verdict.Source.SHARED);
  }

  private long number(int index) {
    return ((Number) numbers.get(index)).longValue();
  }
}
