package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A caller in a {@link Lane}, from boarding until there is a result. Its state is the only thing
 * that others change; who changes it from {@code WAITING} has the say over what comes next.
 *
 * @param <D> what is demanded
 * @param <R> the result
 */
final class Rider<D, R> {
  private static final long SPARE = 25_000_000;

  /**
   * A trip is short, and on a busy machine it is over by then: to be put to sleep and woken costs
   * more than all the rest of it.
   */
  private static final int YIELDS = 16;

  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final Thread thread = Thread.currentThread();
  private final long deadline;
  private volatile boolean asleep;
  private List<Rider<D, R>> companions = List.of();
  private @Nullable R result;
  private @Nullable RuntimeException failure;
  final D demand;

  /** How a rider stands. */
  private enum State {
    /** In the queue. */
    WAITING,
    /** Chosen to go with the next batch. */
    LEADING,
    /** Its demand is on the way. */
    UNDER_WAY,
    /** It has its result, or its failure. */
    SERVED,
    /** It went away at its deadline. */
    GONE
  }

  /**
   * @param patienceNanos how long it waits, in nanoseconds
   */
  Rider(D demand, long patienceNanos) {
    this.demand = demand;
    this.deadline = System.nanoTime() + patienceNanos;
  }

  boolean isWaiting() {
    return state.get() == State.WAITING;
  }

  /** Whether a trip of that many nanoseconds would end at about its deadline, or before. */
  boolean hasTimeFor(long nanos) {
    return deadline - System.nanoTime() + SPARE >= nanos;
  }

  /**
   * Makes it go with the next batch; false if it has gone away.
   *
   * @param others whom it is to take along first
   */
  boolean appoint(List<Rider<D, R>> others) {
    companions = others;
    return wake(State.WAITING, State.LEADING);
  }

  /** Of one that was appointed: whom it is to take along first. */
  List<Rider<D, R>> companions() {
    return companions;
  }

  /** Takes its demand on the way; false if it has gone away. */
  boolean board() {
    return state.compareAndSet(State.WAITING, State.UNDER_WAY);
  }

  /** Hands it the result of its demand, which was under way. */
  void serve(R its) {
    result = its;
    boolean unused = wake(State.UNDER_WAY, State.SERVED);
  }

  /** Tells it that there will be no result, if it still waits for one. */
  void fail(RuntimeException cause) {
    failure = cause;
    boolean unused = wake(State.UNDER_WAY, State.SERVED) || wake(State.WAITING, State.SERVED);
  }

  private boolean wake(State from, State to) {
    boolean changed = state.compareAndSet(from, to);
    if (changed && asleep) {
      LockSupport.unpark(thread);
    }
    return changed;
  }

  /** Lets others have the processor for a moment. */
  void giveWay() {
    for (int i = 0; i < YIELDS && !hasItsTurn(); i++) {
      Lane.letOthersRun();
    }
  }

  /**
   * Waits for the result, or to be appointed.
   *
   * @return whether it has to lead
   * @throws StoreUnavailableException if neither came in time
   */
  boolean awaitTurn() {
    // Before the state is looked at again: who changes it from now on sees that it has to wake.
    asleep = true;
    boolean interrupted = false;
    try {
      while (!hasItsTurn()) {
        long left = deadline - System.nanoTime();
        if (left <= 0 && leave()) {
          throw new StoreUnavailableException("Redis did not answer in time");
        }
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      }
      return state.get() == State.LEADING;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean hasItsTurn() {
    State now = state.get();
    return now == State.LEADING || now == State.SERVED;
  }

  private boolean leave() {
    return state.compareAndSet(State.WAITING, State.GONE)
        || state.compareAndSet(State.UNDER_WAY, State.GONE);
  }

  /** What it was served. */
  R result() {
    RuntimeException cause = failure;
    if (cause instanceof LeftAloneException) {
      // Redis was not asked for this one either.
      throw new LeftAloneException();
    }
    if (cause != null) {
      // An exception of its own: the trace of the thread that failed for many is the cause.
      throw new StoreUnavailableException(String.valueOf(cause.getMessage()), cause);
    }
    R its = result;
    if (its == null) {
      throw new AssertionError("served nothing");
    }
    return its;
  }
}
