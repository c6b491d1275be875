package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets the demands of many callers share trips to Redis, without a thread of its own.
 *
 * <p>A caller that finds a trip free goes at once: with little load a call costs what a plain one
 * does. Whoever comes while all are under way queues. When a trip ends, its leader serves those it
 * went for and then appoints the first of the queue, who takes along who waits behind it: nobody
 * leads more than one trip, and that one for its own demand. Serving comes first because those who
 * were served are the next to come: so the next batch is a large one. Two trips at a time keep
 * Redis busy meanwhile; in a crowd the second waits until enough have come, as a batch costs little
 * more than a demand. There, too, whoever leads or waits first lets others have the processor: so
 * who is about to come goes along, and who waits is often served before it has fallen asleep. While
 * Redis is slow, whoever has not the time left for a trip of its own is taken along by the next who
 * has: nobody waits for others first and then too long for itself.
 *
 * <p>A failure reaches its caller alone: if Redis refuses a batch by an error, its demands are sent
 * one by one. If Redis does not answer, the whole queue fails with the trip: nobody waits for one
 * time-out to run into the next.
 *
 * @param <D> what is demanded
 * @param <R> the result
 */
final class Lane<D, R> {
  static final int TRIPS = 2;
  static final int BATCH = 64;
  static final int MOST_WAITING = 1_024;

  /** It is a crowd if the latest batch was that large. */
  static final int CROWD = 4;

  /** In a crowd, so many are worth a second trip. */
  static final int ENOUGH = 16;

  private final Trip<D, R> trip;
  private final long patience;
  private final Queue<Rider<D, R>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger length = new AtomicInteger();
  private final AtomicInteger arrivals = new AtomicInteger();
  private final Semaphore trips = new Semaphore(TRIPS);
  private volatile int latestBatch;
  // In nanoseconds. Written without care: any of the last will do.
  private volatile long lastTrip;

  /** Goes to Redis and back. */
  @FunctionalInterface
  interface Trip<D, R> {
    /**
     * Makes one trip.
     *
     * @param demands at least one
     * @return a result for each, in their order
     * @throws CommandRefusedException if Redis answers with an error
     * @throws StoreUnavailableException if Redis can't be asked, or does not answer
     */
    List<R> make(List<D> demands);

    /**
     * Others have waited for a trip to begin, until one that was under way failed; they fail with
     * it.
     *
     * @param callers how many
     * @param cause why the trip failed
     */
    default void missed(int callers, RuntimeException cause) {}
  }

  /**
   * @param patience how long a caller waits for others' trips
   */
  Lane(Trip<D, R> trip, Duration patience) {
    this.trip = trip;
    this.patience = patience.toNanos();
  }

  /**
   * Brings a demand to Redis.
   *
   * @throws StoreUnavailableException if there is no answer in time, or too many wait already
   */
  R send(D demand) {
    if (waiting.isEmpty() && begin()) {
      return lead(demand, List.of());
    }
    Rider<D, R> rider = new Rider<>(demand, patience);
    queue(rider);
    return rider.awaitTurn() ? lead(demand, rider.companions()) : rider.result();
  }

  /** How many callers wait for a trip. */
  int waiting() {
    return length.get();
  }

  /** How many trips can begin at once. */
  int freeTrips() {
    return trips.availablePermits();
  }

  // A hint that costs next to nothing where a processor is free.
  @SuppressWarnings("ThreadPriorityCheck")
  static void letOthersRun() {
    Thread.yield();
  }

  private boolean begin() {
    return mayGo(TRIPS - trips.availablePermits()) && trips.tryAcquire();
  }

  /** Whoever is held back here goes when a trip ends that is under way. */
  private boolean mayGo(int underWay) {
    return underWay == 0 || latestBatch < CROWD || length.get() >= ENOUGH;
  }

  private void queue(Rider<D, R> rider) {
    if (length.incrementAndGet() > MOST_WAITING) {
      length.decrementAndGet();
      throw new StoreUnavailableException(
          "more than " + MOST_WAITING + " callers wait for Redis already");
    }
    waiting.add(rider);
    arrivals.incrementAndGet();
    // Who came back meanwhile may have found the queue empty before this one was in it.
    if (begin()) {
      passOn();
    }
  }

  private @Nullable Rider<D, R> poll() {
    Rider<D, R> first = waiting.poll();
    if (first != null) {
      length.decrementAndGet();
    }
    return first;
  }

  /**
   * Makes a trip that is its own now, and takes along who waits.
   *
   * @param first who waits, but not in the queue any more
   */
  private R lead(D own, List<Rider<D, R>> first) {
    List<Rider<D, R>> others = new ArrayList<>();
    List<R> results;
    try {
      if (latestBatch >= CROWD) {
        // Who is about to come goes along.
        letOthersRun();
      }
      List<D> demands = board(own, first, others);
      latestBatch = demands.size();
      long start = System.nanoTime();
      results = trip.make(demands);
      // No longer than anybody's patience, or nobody would have the time for one ever again.
      lastTrip = Math.min(System.nanoTime() - start, patience);
    } catch (CommandRefusedException e) {
      passOn();
      return oneByOne(own, others, e);
    } catch (RuntimeException | Error e) {
      RuntimeException cause = e instanceof RuntimeException r ? r : new IllegalStateException(e);
      failAll(others, cause);
      throw e;
    }
    for (int i = 0; i < others.size(); i++) {
      others.get(i).serve(results.get(i + 1));
    }
    passOn();
    return results.get(0);
  }

  private List<D> board(D own, List<Rider<D, R>> first, List<Rider<D, R>> others) {
    if (first.isEmpty() && waiting.isEmpty()) {
      return List.of(own);
    }
    List<D> demands = new ArrayList<>();
    demands.add(own);
    for (Rider<D, R> rider : first) {
      if (demands.size() < BATCH) {
        board(rider, demands, others);
      } else {
        waitOn(rider);
      }
    }
    while (demands.size() < BATCH) {
      Rider<D, R> next = poll();
      if (next == null) {
        break;
      }
      board(next, demands, others);
    }
    return demands;
  }

  private void board(Rider<D, R> rider, List<D> demands, List<Rider<D, R>> others) {
    if (rider.board()) {
      others.add(rider);
      demands.add(rider.demand);
    }
  }

  /** Which of them does Redis refuse? The first answer left none of them charged. */
  private R oneByOne(D own, List<Rider<D, R>> others, CommandRefusedException refusal) {
    if (others.isEmpty()) {
      throw refusal;
    }
    for (Rider<D, R> rider : others) {
      try {
        rider.serve(trip.make(List.of(rider.demand)).get(0));
      } catch (StoreUnavailableException e) {
        rider.fail(e);
      }
    }
    return trip.make(List.of(own)).get(0);
  }

  /** Leaves the trip to somebody who still waits, or to whoever comes. */
  private void passOn() {
    int known;
    boolean held;
    do {
      known = arrivals.get();
      held = !mayGo(TRIPS - 1 - trips.availablePermits());
      if (!held && appointOne()) {
        return;
      }
      trips.release();
      // Of two trips that end together each may take the other for one that is still under way.
    } while ((arrivals.get() != known || (held && !waiting.isEmpty())) && begin());
  }

  /** The first who has the time for a trip; those before it are taken along. */
  private boolean appointOne() {
    List<Rider<D, R>> late = List.of();
    for (Rider<D, R> next = poll(); next != null; next = poll()) {
      if (!next.hasTimeFor(lastTrip)) {
        late = late.isEmpty() ? new ArrayList<>() : late;
        late.add(next);
      } else if (next.appoint(late)) {
        return true;
      }
    }
    late.forEach(this::waitOn);
    return false;
  }

  private void waitOn(Rider<D, R> rider) {
    if (rider.isWaiting()) {
      length.incrementAndGet();
      waiting.add(rider);
    }
  }

  /** Those who were taken along, and all who wait. */
  private void failAll(List<Rider<D, R>> others, RuntimeException cause) {
    int underWay = others.size();
    for (Rider<D, R> next = poll(); next != null; next = poll()) {
      others.add(next);
    }
    // First of all: whoever is told so may come back at once.
    trip.missed(others.size() - underWay, cause);
    others.forEach(rider -> rider.fail(cause));
    passOn();
  }
}
