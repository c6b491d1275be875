package io.buttress.ratelimit.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.ResponseOutcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What is left to do when a response has ended. */
public record Settling(RateLimitStore store) {
  private static final Logger LOG = System.getLogger(Settling.class.getName());

  /** Settles costs, and ends leases. */
  public void finish(Decision.Allowed allowed, ResponseOutcome outcome) {
    for (Charge charge : allowed.charges()) {
      CostSpec cost = charge.policy().cost();
      long rest = cost.wholeCost(outcome) - charge.cost();
      if (cost.settlement() != CostSpec.Settlement.NONE && rest != 0) {
        settle(charge.withCost(rest));
      }
    }
    release(allowed);
  }

  private void settle(Charge rest) {
    try {
      store.settle(rest);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "A cost by policy {0} could not be settled", rest.policy().name());
    }
  }

  /** Ends leases; those that can't be ended now end by themselves. */
  public void release(Decision.Allowed allowed) {
    if (allowed.leases().isEmpty()) {
      return;
    }
    try {
      store.release(allowed.leases());
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "{0} leases could not be released", allowed.leases().size());
    }
  }
}
