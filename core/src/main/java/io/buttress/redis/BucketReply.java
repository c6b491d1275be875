package io.buttress.redis;

import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.Verdict;
import java.util.List;

/**
 * What the scripts of buckets say to a demand.
 *
 * @param used how far the bucket is filled after it, in microseconds
 */
record BucketReply(Demand demand, boolean admitted, long used) implements Reply {
  /**
   * To a demand that is the only one for its key.
   *
   * @param number used, or -1 - used if it was refused
   */
  static BucketReply ofSingle(Demand demand, long number) {
    return new BucketReply(demand, number >= 0, number >= 0 ? number : -1 - number);
  }

  @Override
  public Verdict verdict() {
    Check check = demand.plan().checks.get(0);
    Check.Reader reader = admitted ? check.admitted() : check.refused();
    List<LimitState> states = List.of(reader.read(used, 0, 0));
    return admitted
        ? new Verdict.Admitted(states, List.of(), Verdict.Source.SHARED)
        : new Verdict.Denied(states, 0, Verdict.Source.SHARED);
  }
}
