package io.buttress.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who asks the application for what on this node: of all requests for one key one asks, and the
 * others wait for it.
 */
final class Fills {
  private static final int MOST_ALONE = 10_000;
  private static final char PERSONAL = '!';
  private static final char CONDITIONAL = '?';
  private static final char FOREGROUND = '>';
  private static final Duration HABIT = Duration.ofMinutes(10);

  private final ConcurrentHashMap<String, Fill> running = new ConcurrentHashMap<>();
  private final Cache<String, Boolean> alone;
  private final Cache<String, Boolean> habits;
  private final long lease;
  private final LongSupplier nanos;

  /**
   * @param during for how long nobody waits for anybody after an answer that could not be shared
   * @param lease for how long the others wait for one at most, whatever became of it
   * @param nanos this node's clock
   */
  Fills(Duration during, Duration lease, LongSupplier nanos) {
    this.lease = lease.toNanos();
    this.nanos = nanos;
    this.alone = remembering(during);
    this.habits = remembering(HABIT);
  }

  private static Cache<String, Boolean> remembering(Duration during) {
    return Caffeine.newBuilder()
        .maximumSize(MOST_ALONE)
        .expireAfterWrite(during)
        .executor(Runnable::run)
        .build();
  }

  /** The right to ask; empty if somebody has it already, and not had it for too long. */
  Optional<Fill> begin(String id) {
    Fill mine = new Fill(id, nanos.getAsLong());
    Fill other = running.putIfAbsent(id, mine);
    if (other == null) {
      return Optional.of(mine);
    }
    // A request that never ends, or of whose end nobody told.
    boolean dead = mine.begun - other.begun >= lease && running.replace(id, other, mine);
    if (dead) {
      other.over.countDown();
    }
    return dead ? Optional.of(mine) : Optional.empty();
  }

  /** Whether the last answer could not be shared. */
  boolean isAlone(String id) {
    return alone.getIfPresent(id) != null;
  }

  /** The answer to a request that bears signs of its user was for nobody else. */
  void notePersonal(String id) {
    alone.put(PERSONAL + id, true);
  }

  /** Whether the last such answer was for nobody else. */
  boolean wasPersonal(String id) {
    return alone.getIfPresent(PERSONAL + id) != null;
  }

  /** The client that asked has the answer already, and who waited has got none. */
  void noteConditional(String id) {
    alone.put(CONDITIONAL + id, true);
  }

  /** Whether the same may happen again. */
  boolean wasConditional(String id) {
    return alone.getIfPresent(CONDITIONAL + id) != null;
  }

  /** The application can't answer where its client has been answered. */
  void noteForeground(String id) {
    habits.put(FOREGROUND + id, true);
  }

  /** Whether it could not a while ago. */
  boolean isForeground(String id) {
    return habits.getIfPresent(FOREGROUND + id) != null;
  }

  /** Waits until nobody asks for that key, but no longer than so many nanoseconds. */
  void await(String id, long nanos) {
    Fill fill = running.get(id);
    if (fill == null) {
      return;
    }
    try {
      boolean unused = fill.over.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The server wants its thread back: the application may see that, and nobody waits.
      Thread.currentThread().interrupt();
    }
  }

  /** One right to ask. */
  final class Fill {
    private final String id;
    private final long begun;
    private final CountDownLatch over = new CountDownLatch(1);

    private Fill(String id, long begun) {
      this.id = id;
      this.begun = begun;
    }

    /**
     * Lets the others go on.
     *
     * @param unshared whether they could not get this answer, nor probably the next one
     */
    void end(boolean unshared) {
      if (unshared) {
        alone.put(id, true);
      }
      if (running.remove(id, this)) {
        over.countDown();
      }
    }
  }
}
