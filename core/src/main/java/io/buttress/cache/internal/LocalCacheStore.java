package io.buttress.cache.internal;

import io.buttress.cache.CacheKey;
import io.buttress.cache.CacheStore;
import io.buttress.cache.Purge;
import io.buttress.cache.RequestFields;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Ticket;
import io.buttress.cache.internal.PurgeLedger.Judgement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps responses in this node's memory alone: the store where no Redis is configured. */
public final class LocalCacheStore implements CacheStore {
  /** How many purges are remembered. */
  static final int MOST_PURGES = 10_000;

  private final StoreClock clock;
  private final Shelves shelves;
  private final PurgeLedger purges = new PurgeLedger(MOST_PURGES);
  private final Leases leases;
  private final AtomicLong tokens = new AtomicLong();

  /**
   * @param bytes how much memory is used at most, about
   */
  public LocalCacheStore(long bytes, InstantSource clock) {
    this.clock = new StoreClock(clock);
    this.shelves = new Shelves(bytes);
    this.leases = new Leases(clock::millis);
  }

  @Override
  public long now() {
    return clock.millis();
  }

  @Override
  public Optional<Found> find(CacheKey key, RequestFields requestFields) {
    Held held = shelves.find(key.id(), requestFields);
    if (held == null) {
      return Optional.empty();
    }
    Judgement judgement = held.judge(purges);
    if (judgement == Judgement.GONE || held.expires() <= now()) {
      shelves.remove(key.id(), held);
      return Optional.empty();
    }
    return judgement == Judgement.HOLDS
        ? held.near()
        : Optional.of(new Found(held.response(), true, true));
  }

  @Override
  public Ticket begin(CacheKey key, Duration lease) {
    String token = Long.toString(tokens.incrementAndGet());
    return new Ticket(clock.tick(), token, leases.begin(key.id(), token, lease));
  }

  @Override
  public boolean put(CacheKey key, Ticket ticket, StoredResponse response, Duration timeToLive) {
    List<String> marks = new ArrayList<>(key.marks());
    marks.addAll(response.tags());
    Held held = new Held(response, marks, ticket.time(), now() + timeToLive.toMillis());
    // A purge that comes after this look is seen by whoever finds the response.
    boolean stored = held.judge(purges) == Judgement.HOLDS && shelves.put(key.id(), held);
    if (stored) {
      leases.endShared(key.id(), ticket.token());
    } else {
      leases.end(key.id(), ticket.token());
    }
    return stored;
  }

  @Override
  public void abandon(CacheKey key, Ticket ticket) {
    leases.end(key.id(), ticket.token());
  }

  @Override
  public void standAlone(CacheKey key, Ticket ticket, Duration during) {
    leases.standAlone(key.id(), during);
  }

  @Override
  public boolean awaitFill(CacheKey key, Duration atMost) throws InterruptedException {
    return leases.await(key.id(), atMost);
  }

  @Override
  public void purge(List<Purge> orders) {
    long time = clock.tick();
    orders.forEach(purge -> purges.add(purge, time));
  }

  /** About how many keys have something. */
  public long size() {
    return shelves.size();
  }

  /** About how many bytes are in use. */
  public long bytes() {
    return shelves.bytes();
  }
}
