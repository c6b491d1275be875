package io.buttress.benchmarks;

import io.buttress.http.RequestPattern;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.KeyPart;
import io.buttress.ratelimit.KeySpec;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitTable;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import io.buttress.ratelimit.internal.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/** The limiter that a node falls back on, alone. */
final class LocalButtress {
  private static final long PLENTY = 1_000_000_000L;

  private LocalButtress() {}

  static IntConsumer limiter() {
    Limit limit =
        new Limit(
            "x", Algorithm.TOKEN_BUCKET, PLENTY, Duration.ofSeconds(1), PLENTY, Duration.ZERO);
    LimitSet limits = LimitSet.of(limit);
    RequestPattern nothing = new RequestPattern(List.of(), List.of(), Set.of(), request -> true);
    RateLimitPolicy policy =
        RateLimitPolicy.of("x", nothing, KeySpec.of(new KeyPart.Address()), LimitTable.of(limits));
    RateLimitStore store = Stores.local();
    List<Charge> charges = List.of(new Charge(policy, "198.51.100.17", limits, 1));
    return key -> {
      Verdict unused = store.acquire(charges);
    };
  }
}
