package io.buttress.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.cache.CacheKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which names Vary probably has, so that one trip finds the entry: those that were seen under the
 * key, else the last few that were seen under any.
 */
final class VaryMemory {
  private static final int MOST_KEYS = 10_000;
  private static final int MOST_GUESSES = 3;

  private final Cache<String, List<String>> seen =
      Caffeine.newBuilder().maximumSize(MOST_KEYS).executor(Runnable::run).build();
  private volatile List<List<String>> recent = List.of(List.of(), List.of("accept-encoding"));

  /** Lists of names, the most probable first. */
  List<List<String>> guesses(CacheKey key) {
    List<String> names = seen.getIfPresent(key.id());
    return names == null ? recent : List.of(names);
  }

  void saw(CacheKey key, List<String> names) {
    if (names.equals(seen.getIfPresent(key.id()))) {
      return;
    }
    seen.put(key.id(), names);
    if (!recent.contains(names)) {
      remember(names);
    }
  }

  private synchronized void remember(List<String> names) {
    Set<List<String>> changed = new LinkedHashSet<>();
    changed.add(names);
    changed.addAll(recent);
    recent =
        List.copyOf(new ArrayList<>(changed).subList(0, Math.min(changed.size(), MOST_GUESSES)));
  }
}
