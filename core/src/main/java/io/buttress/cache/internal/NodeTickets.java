package io.buttress.cache.internal;

import io.buttress.cache.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Tickets that a node gives itself while the shared store gives none. */
final class NodeTickets {
  private static final String BEGINNING = "own-";

  private final StoreClock clock;
  private final Leases leases;
  private final AtomicLong tokens = new AtomicLong();
  private volatile long valid;

  /**
   * @param millis the shared store's clock, as it is known here
   */
  NodeTickets(LongSupplier millis) {
    this.clock = new StoreClock(() -> Instant.ofEpochMilli(millis.getAsLong()));
    this.leases = new Leases(millis);
  }

  Ticket begin(String id, Duration lease) {
    String token = BEGINNING + tokens.incrementAndGet();
    return new Ticket(clock.tick(), token, leases.begin(id, token, lease));
  }

  /** Whether it was given here. */
  boolean gave(Ticket ticket) {
    return ticket.token().startsWith(BEGINNING);
  }

  /** Whether it is still worth something. */
  boolean holds(Ticket ticket) {
    return Long.parseLong(ticket.token().substring(BEGINNING.length())) > valid;
  }

  /** What was given so far is worth nothing any more, and nobody waits for it. */
  void invalidate() {
    valid = tokens.get();
    leases.clear();
  }

  void end(String id, Ticket ticket, boolean shared) {
    if (shared) {
      leases.endShared(id, ticket.token());
    } else {
      leases.end(id, ticket.token());
    }
  }

  void standAlone(String id, Duration during) {
    leases.standAlone(id, during);
  }

  boolean await(String id, Duration atMost) throws InterruptedException {
    return leases.await(id, atMost);
  }

  /** An instant of the shared store: those given here are later. */
  void observe(long micros) {
    clock.observe(micros);
  }

  /** An instant for each of so many parts of the store. */
  long[] ticks(int count) {
    long[] ticks = new long[count];
    Arrays.fill(ticks, clock.tick());
    return ticks;
  }
}
