package io.buttress.cache.internal;

import io.buttress.cache.RequestFields;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Copies of what is somewhere else. Between the moment in which a copy is asked for and the one in
 * which it arrives, news can come that it is an old one: so changes are counted, and a copy is kept
 * only if there was none meanwhile.
 */
final class Copies {
  private static final int COUNTERS = 1_024;

  private final boolean none;
  private final Shelves shelves;
  // Ids share counters: a change of another one costs a copy, nothing else.
  private final AtomicLongArray changes = new AtomicLongArray(COUNTERS);
  private final AtomicLong clearings = new AtomicLong();

  Copies(long bytes) {
    this.none = bytes == 0;
    this.shelves = new Shelves(bytes);
  }

  @Nullable Held find(String id, RequestFields requestFields) {
    return none ? null : shelves.find(id, requestFields);
  }

  /** How much has changed so far; only grows. */
  long changes(String id) {
    return clearings.get() + changes.get(counter(id));
  }

  private static int counter(String id) {
    return Math.floorMod(id.hashCode(), COUNTERS);
  }

  /**
   * Keeps a copy.
   *
   * @param before {@link #changes} before the copy was asked for
   */
  void put(String id, Held held, long before) {
    if (none) {
      return;
    }
    boolean unused = shelves.put(id, held);
    // After it is there: a change is either seen here, or whoever tells it finds the copy.
    if (changes(id) != before) {
      shelves.remove(id, held);
    }
  }

  void remove(String id, Held held) {
    shelves.remove(id, held);
  }

  /** There is a later one than those that were asked for before that instant. */
  void removeOlder(String id, long asked) {
    long unused = changes.incrementAndGet(counter(id));
    shelves.removeOlder(id, asked);
  }

  void clear() {
    long unused = clearings.incrementAndGet();
    shelves.clear();
  }

  long size() {
    return shelves.size();
  }

  long bytes() {
    return shelves.bytes();
  }
}
