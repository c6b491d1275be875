package io.buttress.idempotency.internal;

import io.buttress.idempotency.ClaimDemand;
import io.buttress.idempotency.ClaimResult;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotencyStore;
import io.buttress.idempotency.InFlight;
import io.buttress.idempotency.OnOwnerLost;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Claims a key, or waits until whoever has it is done. */
public final class Claiming {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

  private final IdempotencyStore store;
  // Unique among all nodes, and shorter than a random text for each claim.
  private final String node = random();
  private final AtomicLong claims = new AtomicLong();

  public Claiming(IdempotencyStore store) {
    this.store = store;
  }

  private static String random() {
    byte[] bytes = new byte[9];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What it takes to claim a key under a policy. */
  public ClaimDemand demand(IdempotencyPolicy policy, String id, byte[] fingerprint) {
    return new ClaimDemand(
        id,
        node + Long.toString(claims.incrementAndGet(), Character.MAX_RADIX),
        fingerprint,
        policy.times().lease(),
        policy.times().maxExecution(),
        policy.times().claimTtl(),
        policy.onOwnerLost() == OnOwnerLost.REEXECUTE);
  }

  /** Claims the key; with {@link InFlight#WAIT} asks again while the same request is worked on. */
  public ClaimResult claim(ClaimDemand demand, IdempotencyPolicy policy) {
    ClaimResult result = store.claim(demand);
    if (policy.inFlight() == InFlight.CONFLICT) {
      return result;
    }
    long end = System.nanoTime() + policy.times().maxWait().toNanos();
    long pause = FIRST_PAUSE.toNanos();
    while (result instanceof ClaimResult.Running running
        && Arrays.equals(running.fingerprint(), demand.fingerprint())) {
      long left = end - System.nanoTime();
      if (left <= 0 || !pause(Math.min(left, pause))) {
        return result;
      }
      pause = Math.min(pause * 3 / 2, LONGEST_PAUSE.toNanos());
      result = store.claim(demand);
    }
    return result;
  }

  /** Those who wait for the same one do not ask all at once; false: the server wants its thread. */
  private static boolean pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
