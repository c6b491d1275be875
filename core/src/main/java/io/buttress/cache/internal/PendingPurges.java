package io.buttress.cache.internal;

import io.buttress.cache.Mark;
import io.buttress.cache.Purge;
import io.buttress.error.StoreUnavailableException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Purges that the shared store could not be told yet. Bounded: too many become one of everything.
 */
final class PendingPurges {
  static final int MOST = 1_000;

  private final Set<Purge> pending = new LinkedHashSet<>();
  private final ReentrantLock sending = new ReentrantLock();

  synchronized void add(List<Purge> purges) {
    pending.addAll(purges);
    if (pending.size() > MOST) {
      pending.clear();
      pending.add(Purge.hard(Mark.EVERYTHING));
    }
  }

  synchronized int size() {
    return pending.size();
  }

  private synchronized List<Purge> all() {
    return List.copyOf(pending);
  }

  private synchronized void remove(List<Purge> sent) {
    pending.removeAll(Set.copyOf(sent));
  }

  /**
   * Sends them, if there are any and nobody else does.
   *
   * @throws StoreUnavailableException if that is not possible yet: they stay
   */
  void sendTo(SharedCacheStore shared) {
    if (size() > 0 && sending.tryLock()) {
      try {
        List<Purge> purges = all();
        shared.purge(purges);
        remove(purges);
      } finally {
        sending.unlock();
      }
    }
  }
}
