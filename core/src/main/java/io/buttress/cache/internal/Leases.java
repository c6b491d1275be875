package io.buttress.cache.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.cache.Ticket.Standing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Who asks the application for what, and what need not be waited for, on this node. Bounded: of too
 * many leases some are forgotten, and two ask at once then.
 */
final class Leases {
  private static final int MOST = 10_000;

  private final Cache<String, Lease> leases =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();
  private final LongSupplier millis;

  /** Empty token: nobody waits for anybody. */
  private record Lease(String token, long until, CompletableFuture<Boolean> ended) {
    Lease(String token, long until) {
      this(token, until, new CompletableFuture<>());
    }

    Standing standing() {
      return token.isEmpty() ? Standing.ALONE : Standing.FOLLOWS;
    }
  }

  /**
   * @param millis the clock
   */
  Leases(LongSupplier millis) {
    this.millis = millis;
  }

  /** How somebody stands who is about to ask. */
  Standing begin(String id, String token, Duration lease) {
    long now = millis.getAsLong();
    Lease mine = new Lease(token, now + lease.toMillis());
    Lease holds =
        leases
            .asMap()
            .compute(id, (same, held) -> held != null && held.until() > now ? held : mine);
    return holds.token().equals(token) ? Standing.LEADS : holds.standing();
  }

  /** The answer is there, and may be shared: nobody has to do without it any more. */
  void endShared(String id, String token) {
    end(id, token, true);
  }

  /** The one with that token asks no more. */
  void end(String id, String token) {
    end(id, token, false);
  }

  private void end(String id, String token, boolean shared) {
    Lease held = leases.getIfPresent(id);
    if (held != null && (held.token().equals(token) || (shared && held.token().isEmpty()))) {
      leases.asMap().remove(id, held);
      held.ended().complete(true);
    }
  }

  /** Nobody waits for anybody for a while. */
  void standAlone(String id, Duration during) {
    Lease alone = new Lease("", millis.getAsLong() + during.toMillis());
    alone.ended().complete(true);
    Lease before = leases.asMap().put(id, alone);
    if (before != null) {
      before.ended().complete(true);
    }
  }

  /** Waits until nobody leads any more; false if that took too long. */
  boolean await(String id, Duration atMost) throws InterruptedException {
    Lease held = leases.getIfPresent(id);
    if (held == null) {
      return true;
    }
    long left = Math.min(held.until() - millis.getAsLong(), atMost.toMillis());
    try {
      return left <= 0 || held.ended().get(left, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return held.until() <= millis.getAsLong();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everybody who waits may look again. */
  void clear() {
    leases.asMap().values().forEach(lease -> lease.ended().complete(true));
    leases.invalidateAll();
  }
}
