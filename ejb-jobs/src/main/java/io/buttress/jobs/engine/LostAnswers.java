package io.buttress.jobs.engine;

import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What trips may have done whose answers never came. What they settled is brought again, and what
 * they claimed is given back: it has not begun, and would else be taken over when its lease ends,
 * and count as crashed.
 */
final class LostAnswers {
  private final Set<String> settled = new HashSet<>();
  private volatile boolean claims;

  /** A trip has failed. */
  void note(Turn turn, Throwable failure) {
    turn.settlements().forEach(settlement -> settled.add(settlement.job().id()));
    boolean wasAsked = !(failure instanceof StoreUnavailableException e) || e.wasAsked();
    if (turn.want() > 0 && wasAsked) {
      claims = true;
    }
  }

  /** Whether one may have claimed jobs. */
  boolean mayHaveClaimed() {
    return claims;
  }

  /** Makes what is to be told of claims that this node has never heard of. */
  List<Settlement> giveBack(Set<Lease> unheard) {
    claims = false;
    List<Settlement> settlements = new ArrayList<>();
    for (Lease lease : unheard) {
      settlements.add(new Settlement.GiveBack(ClaimedJob.unheard(lease), Duration.ZERO));
      // Nobody did it here, neither in time nor late.
      settled.add(lease.id());
    }
    return settlements;
  }

  /** A settlement is answered; whether one of before may have been the reason. */
  boolean mayHaveSettled(String id) {
    return settled.remove(id);
  }
}
