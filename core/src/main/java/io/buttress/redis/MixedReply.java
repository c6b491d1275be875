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
    List<LimitState> all = new ArrayList<>(demand.plan().checks.size());
    List<LimitState> banned = new ArrayList<>(0);
    long ban = 0;
    int at = start + 1;
    int next = 0;
    for (int size : demand.plan().parts) {
      int first = all.size();
      long left = 0;
      for (Check check : demand.plan().checks.subList(next, next + size)) {
        if (check.kind() == Check.BAN) {
          left = number(at);
        } else {
          all.add(state(check, admitted ? check.admitted() : check.refused(), at));
        }
        at += check.width();
      }
      if (left > 0) {
        ban = Math.max(ban, left);
        banned.addAll(all.subList(first, all.size()));
      }
      next += size;
    }
    return admitted
        ? new Verdict.Admitted(all, demand.leases(), Verdict.Source.SHARED)
        : new Verdict.Denied(ban > 0 ? banned : all, ban, Verdict.Source.SHARED);
  }

  private LimitState state(Check check, Check.Reader reader, int at) {
    int width = check.width();
    return reader.read(number(at), width > 1 ? number(at + 1) : 0, width > 2 ? number(at + 2) : 0);
  }

  private long number(int index) {
    return ((Number) numbers.get(index)).longValue();
  }
}
