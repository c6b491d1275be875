package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Lets the demands of many callers share trips to Redis, without a thread of its own.
 *
 * <p>A caller that finds a trip free goes at once: with little load a call costs what a plain one
 * does. Whoever comes while all are under way queues. When a trip ends, its leader serves those it
 * went for and then appoints the first of the queue, who takes along who waits behind it: nobody
 * leads more than one trip, and that one for its own demand. Serving comes first because those who
 * were served are the next to come: so the next batch is a large one. Two trips at a time keep
 * Redis busy meanwhile. While Redis is slow, whoever has not the time left for a trip of its own is
 * taken along by the next who has: nobody waits for others first and then too long for itself.
 *
 * <p>{@linkplain Regulars Callers that come back at once} let others have the processor before they
 * sleep, as they are served by then, and before they lead in a crowd, so that who is about to come
 * goes along. A crowd of them makes one trip at a time: all of them are back for the next one, and
 * a batch costs little more than a demand.
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

  /** It is a crowd if the latest batch was that large, and led by one who comes back at once. */
  static final int CROWD = 4;

  private final Trip<D, R> trip;
  private final long patience;
  private final Regulars regulars;
  private final WaitingRiders<D, R> waiting = new WaitingRiders<>();
  private final Semaphore trips = new Semaphore(TRIPS);
  private volatile boolean crowded;
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
    this(trip, patience, new Regulars());
  }

  /**
   * @param patience how long a caller waits for others' trips
   * @param regulars who comes back at once, to this lane or one of those that it is shared with
   */
  Lane(Trip<D, R> trip, Duration patience, Regulars regulars) {
    this.trip = trip;
    this.patience = patience.toNanos();
    this.regulars = regulars;
  }

  /**
   * Brings a demand to Redis.
   *
   * @throws StoreUnavailableException if there is no answer in time, or too many wait already
   */
  R send(D demand) {
    R result = send(demand, regulars.hasComeBack());
    regulars.goes();
    return result;
  }

  private R send(D demand, boolean regular) {
    if (waiting.isEmpty() && begin()) {
      return lead(demand, List.of(), regular);
    }
    Rider<D, R> rider = new Rider<>(demand, patience);
    queue(rider);
    if (regular) {
      rider.giveWay();
    }
    return rider.awaitTurn() ? lead(demand, rider.companions(), regular) : rider.result();
  }

  /** How many callers wait for a trip. */
  int waiting() {
    return waiting.length();
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
    return underWay == 0 || !crowded;
  }

  private void queue(Rider<D, R> rider) {
    waiting.add(rider);
    // Who came back meanwhile may have found the queue empty before this one was in it.
    if (begin()) {
      passOn();
    }
  }

  /**
   * Makes a trip that is its own now, and takes along who waits.
   *
   * @param first who waits, but not in the queue any more
   * @param regular whether this caller comes back at once
   */
  private R lead(D own, List<Rider<D, R>> first, boolean regular) {
    List<Rider<D, R>> others = new ArrayList<>();
    List<R> results;
    try {
      if (regular && crowded) {
        letOthersRun();
      }
      List<D> demands = board(own, first, others);
      crowded = regular && demands.size() >= CROWD;
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
        waiting.putBack(rider);
      }
    }
    while (demands.size() < BATCH) {
      Rider<D, R> next = waiting.poll();
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
      known = waiting.arrivals();
      held = !mayGo(TRIPS - 1 - trips.availablePermits());
      if (!held && waiting.appointOne(lastTrip)) {
        return;
      }
      trips.release();
      // Of two trips that end together each may take the other for one that is still under way.
    } while ((waiting.arrivals() != known || (held && !waiting.isEmpty())) && begin());
  }

  /** Those who were taken along, and all who wait. */
  private void failAll(List<Rider<D, R>> others, RuntimeException cause) {
    int underWay = others.size();
    for (Rider<D, R> next = waiting.poll(); next != null; next = waiting.poll()) {
      others.add(next);
    }
    // First of all: whoever is told so may come back at once.
    trip.missed(others.size() - underWay, cause);
    others.forEach(rider -> rider.fail(cause));
    passOn();
  }
}
