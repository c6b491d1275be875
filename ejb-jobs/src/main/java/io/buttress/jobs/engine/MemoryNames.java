package io.buttress.jobs.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which ids are known and which unique keys taken, for jobs in memory. */
final class MemoryNames {
  private record Holder(String id, long until) {}

  private final Map<String, Long> ids = new HashMap<>();
  private final Map<String, Holder> holders = new HashMap<>();

  boolean isKnown(String id, long now) {
    return ids.getOrDefault(id, now) > now;
  }

  void remember(String id, long until) {
    ids.put(id, until);
  }

  /** Whose a unique key is. */
  Optional<String> holder(String key, long now) {
    return Optional.ofNullable(holders.get(key)).filter(h -> h.until > now).map(Holder::id);
  }

  void take(String key, String id, long until) {
    holders.put(key, new Holder(id, until));
  }

  void giveBack(String key, String id) {
    holders.computeIfPresent(key, (name, holder) -> holder.id.equals(id) ? null : holder);
  }
}
