package io.buttress.idempotency.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.idempotency.Claim;
import io.buttress.idempotency.ClaimDemand;
import io.buttress.idempotency.IdempotencyListener;
import io.buttress.idempotency.IdempotencyListener.Event;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotencyStore;
import io.buttress.idempotency.IdempotencyStore.Release;
import io.buttress.idempotency.IdempotencyStore.Renewal;
import io.buttress.idempotency.IdempotencyStore.Renewed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps the claims of this node alive, all of them by one periodic task, and settles those whose
 * store was out of reach when their work ended. Safe for many threads.
 */
public final class ClaimKeeper implements Runnable, AutoCloseable {
  /** How often {@link #run} is to be called; less than a third of the shortest lease. */
  public static final Duration EVERY = Duration.ofMillis(300);

  private static final Logger LOG = System.getLogger(ClaimKeeper.class.getName());
  private static final int BATCH = 100;
  // What outcomes that wait for the store may take in memory altogether.
  private static final long MOST_WAITING_BYTES = 16 << 20;
  private static final int MOST_WITHDRAWALS = 10_000;

  private final IdempotencyStore store;
  private final IdempotencyListener listener;
  private final LongSupplier nanos;
  private final Map<Claim, Held> held = new ConcurrentHashMap<>();
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Withdrawal> withdrawals = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public ClaimKeeper(IdempotencyStore store, IdempotencyListener listener, LongSupplier nanos) {
    this.store = store;
    this.listener = listener;
    this.nanos = nanos;
  }

  /** A claim of this node whose work goes on. */
  private static final class Held {
    private final Claim claim;
    private final IdempotencyPolicy policy;
    private volatile long renewedAt;
    private volatile boolean renewable = true;

    Held(Claim claim, IdempotencyPolicy policy, long now) {
      this.claim = claim;
      this.policy = policy;
      this.renewedAt = now;
    }

    boolean isDue(long now) {
      return renewable && now - renewedAt >= policy.times().lease().toNanos() / 3;
    }
  }

  /** An outcome that is to be stored as soon as the store is there. */
  private record Waiting(Held mine, Settlement settlement, long since) {}

  /** A claim of which nobody knows whether it took effect. */
  private record Withdrawal(ClaimDemand demand, IdempotencyPolicy policy, long since) {}

  /** Takes care of a claim from now on. */
  public void add(Claim claim, IdempotencyPolicy policy) {
    held.put(claim, new Held(claim, policy, nanos.getAsLong()));
  }

  /** How many claims are held. */
  public int size() {
    return held.size();
  }

  /** How many outcomes wait for the store. */
  public int waiting() {
    return waiting.size();
  }

  /** Ends a claim; later, if the store is out of reach. */
  public void end(Claim claim, IdempotencyPolicy policy, Settlement settlement) {
    Held mine = held.get(claim);
    if (mine == null) {
      // The application has ended before its request: nobody renews this, but the store may do it.
      mine = new Held(claim, policy, nanos.getAsLong());
    }
    try {
      settle(mine, settlement);
      held.remove(claim);
    } catch (StoreUnavailableException e) {
      postpone(mine, settlement, e);
    }
  }

  /** The answer to a claim has not come: if it took effect, it has to be undone. */
  public void withdraw(ClaimDemand demand, IdempotencyPolicy policy) {
    if (withdrawals.size() < MOST_WITHDRAWALS) {
      withdrawals.add(new Withdrawal(demand, policy, nanos.getAsLong()));
    }
  }

  /** Until then it is renewed as before. */
  private void postpone(Held mine, Settlement settlement, StoreUnavailableException cause) {
    if (waitingBytes.addAndGet(settlement.size()) > MOST_WAITING_BYTES) {
      waitingBytes.addAndGet(-settlement.size());
      giveUp(mine, cause);
      return;
    }
    waiting.add(new Waiting(mine, settlement, nanos.getAsLong()));
    LOG.log(Level.DEBUG, "An outcome waits for the store", cause);
  }

  private void giveUp(Held mine, StoreUnavailableException cause) {
    held.remove(mine.claim);
    listener.happened(mine.policy.name(), Event.UNSETTLED);
    LOG.log(
        Level.WARNING,
        "The outcome of a request under the policy {0} could not be stored: {1}",
        mine.policy.name(),
        cause.getMessage());
  }

  private void settle(Held mine, Settlement settlement) {
    Claim claim = mine.claim;
    boolean done;
    Event event;
    if (settlement instanceof Settlement.Complete complete) {
      done = store.complete(claim, complete.record(), mine.policy.times().ttl());
      event = complete.event();
    } else if (settlement instanceof Settlement.GiveUp giveUp) {
      done = store.release(claim, giveUp.how());
      event = Event.RELEASED;
    } else {
      throw new AssertionError(settlement);
    }
    listener.happened(mine.policy.name(), done ? event : Event.FENCED_OFF);
  }

  /** Settles what waits, and renews what is due. */
  @Override
  public void run() {
    try {
      settleWaiting();
      withdraw();
      renew();
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "Claims can't be renewed for the moment", e);
    } catch (RuntimeException e) {
      // Must not end the periodic task.
      LOG.log(Level.WARNING, "Claims can't be renewed", e);
    }
  }

  private void settleWaiting() {
    for (Waiting one = waiting.peek(); one != null; one = waiting.peek()) {
      try {
        settle(one.mine(), one.settlement());
      } catch (StoreUnavailableException e) {
        if (nanos.getAsLong() - one.since() < one.mine().policy.times().maxExecution().toNanos()) {
          throw e;
        }
        giveUp(one.mine(), e);
      }
      held.remove(one.mine().claim);
      waiting.remove(one);
      waitingBytes.addAndGet(-one.settlement().size());
    }
  }

  private void withdraw() {
    for (Withdrawal one = withdrawals.peek(); one != null; one = withdrawals.peek()) {
      // Longer than that nothing is left of it.
      if (nanos.getAsLong() - one.since() < one.policy().times().claimTtl().toNanos()) {
        store.withdraw(one.demand().id(), one.demand().owner());
      }
      withdrawals.remove(one);
    }
  }

  private void renew() {
    long now = nanos.getAsLong();
    List<Held> due = held.values().stream().filter(mine -> mine.isDue(now)).toList();
    for (int from = 0; from < due.size(); from += BATCH) {
      renew(due.subList(from, Math.min(from + BATCH, due.size())), now);
    }
  }

  private void renew(List<Held> batch, long now) {
    List<Renewal> renewals =
        batch.stream().map(mine -> new Renewal(mine.claim, mine.policy.times().lease())).toList();
    List<Renewed> results = store.renew(renewals);
    for (int i = 0; i < batch.size(); i++) {
      Held mine = batch.get(i);
      mine.renewedAt = now;
      mine.renewable = results.get(i) == Renewed.YES;
      if (results.get(i) == Renewed.AT_END && held.containsKey(mine.claim)) {
        overdue(mine.policy);
      }
    }
  }

  private void overdue(IdempotencyPolicy policy) {
    listener.happened(policy.name(), Event.OVERDUE);
    LOG.log(
        Level.WARNING,
        "A request under the policy {0} works for longer than {1}: its claim is renewed no more",
        policy.name(),
        policy.times().maxExecution());
  }

  /** The application ends: of whoever still works nothing will be heard any more. */
  @Override
  public void close() {
    try {
      settleWaiting();
      for (Held mine : held.values()) {
        settle(mine, new Settlement.GiveUp(Release.LOST));
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "Claims are left to expire", e);
    }
    held.clear();
    waiting.clear();
  }
}
