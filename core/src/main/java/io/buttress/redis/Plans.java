package io.buttress.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Remembers the plans in use, so that a request costs a look-up and demands can share them. */
final class Plans {
  private static final int MOST = 1_024;
  private static final int PLACES = 64;

  private final Cache<Plan.Shape, Plan> known =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();
  private final AtomicReferenceArray<@Nullable Usual> usual = new AtomicReferenceArray<>(PLACES);

  /** What the requests of one policy nearly always demand: found by the very same objects. */
  private record Usual(RateLimitPolicy policy, LimitSet limits, long cost, Plan plan) {
    @SuppressWarnings("ReferenceEquality")
    boolean is(Charge charge) {
      return policy == charge.policy() && limits == charge.limits() && cost == charge.cost();
    }
  }

  Plan of(boolean take, List<Charge> charges) {
    return take && charges.size() == 1 ? ofUsual(charges) : shaped(take, charges);
  }

  private Plan ofUsual(List<Charge> charges) {
    Charge charge = charges.get(0);
    int place = System.identityHashCode(charge.limits()) % PLACES;
    Usual found = usual.get(place);
    if (found != null && found.is(charge)) {
      return found.plan;
    }
    Plan plan = shaped(true, charges);
    usual.set(place, new Usual(charge.policy(), charge.limits(), charge.cost(), plan));
    return plan;
  }

  private Plan shaped(boolean take, List<Charge> charges) {
    return known.get(Plan.Shape.of(take, charges), Plan::of);
  }
}
