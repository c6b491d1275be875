package io.buttress.cache.internal;

import io.buttress.cache.CacheKey;
import io.buttress.cache.CacheStore;
import io.buttress.cache.Purge;
import io.buttress.cache.RequestFields;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Ticket;
import io.buttress.cache.internal.PurgeLedger.Judgement;
import io.buttress.cache.internal.SharedCacheStore.Look;
import io.buttress.error.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps copies of what is in a shared store, so that most hits cost no trip, and goes on with them
 * while the shared store is out of reach.
 *
 * <p>A copy is used for a short time, and then only if the shared store confirms it: so long it can
 * be wrong if messages are lost. While they arrive it is right: what another node stores takes the
 * copy away, what is purged is noted in a ledger of the shard's time. Without the shared store
 * copies are used as long as they live, tickets are this node's own, and purges are remembered
 * until they can be sent. Such tickets are good for this node's memory alone, and only until the
 * shared store is back.
 */
public final class NearCacheStore implements CacheStore, SharedCacheEvents {
  private static final Logger LOG = System.getLogger(NearCacheStore.class.getName());
  private static final int MOST_PURGES = 10_000;

  private final SharedCacheStore shared;
  private final long trust;
  private final LongSupplier nanos;
  private final Copies copies;
  private final PurgeLedger[] ledgers;
  private final PendingPurges pending = new PendingPurges();
  private final NodeTickets own;
  private final LongAdder hits = new LongAdder();

  /**
   * @param bytes how much memory copies may use, about; 0: no copies
   * @param trust for how long a copy is used before the shared store is asked
   * @param nanos a clock like {@link System#nanoTime}
   */
  public NearCacheStore(SharedCacheStore shared, long bytes, Duration trust, LongSupplier nanos) {
    this.shared = shared;
    this.trust = trust.toNanos();
    this.nanos = nanos;
    this.copies = new Copies(bytes);
    this.own = new NodeTickets(shared::now);
    this.ledgers = new PurgeLedger[shared.shards()];
    for (int i = 0; i < ledgers.length; i++) {
      ledgers[i] = new PurgeLedger(MOST_PURGES);
    }
  }

  @Override
  public long now() {
    return shared.now();
  }

  @Override
  public Optional<Found> find(CacheKey key, RequestFields requestFields) {
    Held copy = copies.find(key.id(), requestFields);
    if (copy != null) {
      Judgement judgement = judge(key, copy);
      if (judgement == Judgement.GONE) {
        copies.remove(key.id(), copy);
        copy = null;
      } else if (copy.isConfirmed(nanos.getAsLong())) {
        hits.increment();
        return found(copy, judgement, true);
      }
    }
    return ask(key, requestFields, copy);
  }

  private Judgement judge(CacheKey key, Held held) {
    return held.expires() <= now() ? Judgement.GONE : held.judge(ledgers[shared.shard(key)]);
  }

  private static Optional<Found> found(Held held, Judgement judgement, boolean near) {
    if (near && judgement == Judgement.HOLDS) {
      return held.near();
    }
    return judgement == Judgement.GONE
        ? Optional.empty()
        : Optional.of(new Found(held.response(), judgement == Judgement.STALE, near));
  }

  private Optional<Found> ask(CacheKey key, RequestFields requestFields, @Nullable Held copy) {
    long before = copies.changes(key.id());
    Look look;
    try {
      look = shared.look(key, requestFields, Optional.ofNullable(copy).map(Held::asCopy));
    } catch (StoreUnavailableException e) {
      return copy == null ? Optional.empty() : found(copy, judge(key, copy), true);
    }
    if (look instanceof Look.Unchanged same && copy != null) {
      copy.confirm(same.softPurged(), nanos.getAsLong() + trust);
      return found(copy, judge(key, copy), false);
    }
    if (look instanceof Look.Fetched fetched) {
      Held held = Held.of(fetched.entry());
      held.confirm(fetched.softPurged(), nanos.getAsLong() + trust);
      return found(held, keep(key, held, before), false);
    }
    if (copy != null) {
      copies.remove(key.id(), copy);
    }
    return Optional.empty();
  }

  /** What was found may have been purged here, without the shared store knowing it yet. */
  private Judgement keep(CacheKey key, Held held, long before) {
    own.observe(held.asked());
    Judgement judgement = judge(key, held);
    if (judgement != Judgement.GONE) {
      copies.put(key.id(), held, before);
    }
    return judgement;
  }

  @Override
  public Ticket begin(CacheKey key, Duration lease) {
    try {
      pending.sendTo(shared);
      return shared.begin(key, lease);
    } catch (StoreUnavailableException e) {
      return own.begin(key.id(), lease);
    }
  }

  @Override
  public boolean put(CacheKey key, Ticket ticket, StoredResponse response, Duration timeToLive) {
    long before = copies.changes(key.id());
    if (own.gave(ticket)) {
      boolean kept = own.holds(ticket) && keepAlone(key, ticket, response, timeToLive, before);
      own.end(key.id(), ticket, kept);
      return kept;
    }
    try {
      Optional<Entry> stored = shared.store(key, ticket, response, timeToLive);
      if (stored.isEmpty()) {
        return false;
      }
      Held held = Held.of(stored.get());
      held.confirm(false, nanos.getAsLong() + trust);
      return keep(key, held, before) != Judgement.GONE;
    } catch (StoreUnavailableException e) {
      return keepAlone(key, ticket, response, timeToLive, before);
    }
  }

  private boolean keepAlone(
      CacheKey key, Ticket ticket, StoredResponse response, Duration timeToLive, long before) {
    List<String> marks = MarkText.of(key, response);
    Held held = new Held(response, marks, ticket.time(), now() + timeToLive.toMillis());
    held.confirm(false, nanos.getAsLong() + trust);
    return held.judge(ledgers[shared.shard(key)]) == Judgement.HOLDS
        && keep(key, held, before) != Judgement.GONE;
  }

  @Override
  public void abandon(CacheKey key, Ticket ticket) {
    if (own.gave(ticket)) {
      own.end(key.id(), ticket, false);
    } else {
      unlessOut(() -> shared.abandon(key, ticket));
    }
  }

  @Override
  public void standAlone(CacheKey key, Ticket ticket, Duration during) {
    if (own.gave(ticket)) {
      own.standAlone(key.id(), during);
    } else {
      unlessOut(() -> shared.standAlone(key, ticket, during));
    }
  }

  /** Ends a lead, which ends by itself a little later if that can't be told. */
  private static void unlessOut(Runnable call) {
    try {
      call.run();
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "A lead ends with its lease", e);
    }
  }

  @Override
  public boolean awaitFill(CacheKey key, Duration atMost) throws InterruptedException {
    try {
      return shared.awaitFill(key, atMost);
    } catch (StoreUnavailableException e) {
      return own.await(key.id(), atMost);
    }
  }

  /** If the shared store is out of reach, the purge is done here, and there when it is back. */
  @Override
  public void purge(List<Purge> purges) {
    long[] times;
    try {
      times = shared.order(purges);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "A purge is told to the shared store when it is back", e);
      pending.add(purges);
      times = own.ticks(ledgers.length);
    }
    for (int shard = 0; shard < ledgers.length; shard++) {
      for (Purge purge : purges) {
        ledgers[shard].add(new Purge(MarkText.of(purge.mark()), purge.soft()), times[shard]);
      }
    }
  }

  /** Sends what could not be sent before; to be called now and then. */
  public void tick() {
    unlessOut(() -> pending.sendTo(shared));
  }

  @Override
  public void connected() {
    own.invalidate();
    copies.clear();
    tick();
  }

  @Override
  public void replaced(String id, long asked) {
    copies.removeOlder(id, asked);
  }

  @Override
  public void purged(int shard, long time, List<Purge> purges) {
    if (shard >= 0 && shard < ledgers.length) {
      own.observe(time);
      purges.forEach(purge -> ledgers[shard].add(purge, time));
    }
  }

  /** About how many keys have copies. */
  public long size() {
    return copies.size();
  }

  /** About how many bytes copies use. */
  public long bytes() {
    return copies.bytes();
  }

  /** How many requests were given a copy without a trip. */
  public long hits() {
    return hits.sum();
  }

  /** How many purges the shared store was not told yet. */
  public long pendingPurges() {
    return pending.size();
  }
}
