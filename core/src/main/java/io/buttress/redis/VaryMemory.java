package io.buttress.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.cache.CacheKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What this node has seen under a key, so that one trip is enough the next time. If it is not so
 * any more, that costs a second one.
 */
final class VaryMemory {
  private static final int MOST_KEYS = 10_000;
  private static final int MOST_GUESSES = 3;

  private final Cache<String, Seen> keys =
      Caffeine.newBuilder().maximumSize(MOST_KEYS).executor(Runnable::run).build();
  private volatile List<Seen> recent =
      List.of(new Seen(List.of(), List.of()), new Seen(List.of("accept-encoding"), List.of()));

  /**
   * What is probably there.
   *
   * @param names the names in Vary
   * @param marks those of an entry that is older than some purge, so that they have to be looked
   *     for; else none
   */
  record Seen(List<String> names, List<String> marks) {}

  /** The most probable first: what was seen under the key, else the last few Vary of any. */
  List<Seen> guesses(CacheKey key) {
    Seen seen = keys.getIfPresent(key.id());
    return seen == null ? recent : List.of(seen);
  }

  void saw(CacheKey key, List<String> names, List<String> marks) {
    Seen seen = new Seen(names, marks);
    if (seen.equals(keys.getIfPresent(key.id()))) {
      return;
    }
    keys.put(key.id(), seen);
    Seen unmarked = new Seen(names, List.of());
    if (!recent.contains(unmarked)) {
      remember(unmarked);
    }
  }

  private synchronized void remember(Seen seen) {
    Set<Seen> changed = new LinkedHashSet<>();
    changed.add(seen);
    changed.addAll(recent);
    List<Seen> all = new ArrayList<>(changed);
    recent = List.copyOf(all.subList(0, Math.min(all.size(), MOST_GUESSES)));
  }
}
