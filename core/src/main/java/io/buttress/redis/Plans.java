package io.buttress.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.ratelimit.Charge;
import java.util.List;

/** Remembers the plans in use, so that a request costs a look-up and demands can share them. */
final class Plans {
  private static final int MOST = 1_024;

  private final Cache<Plan.Shape, Plan> known =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

  Plan of(boolean take, List<Charge> charges) {
    return known.get(Plan.Shape.of(take, charges), Plan::of);
  }
}
