package io.buttress.internal;

import io.buttress.ratelimit.SharedKeyLimits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where there is no Redis: each node has its own. */
final class NodeKeyLimits implements SharedKeyLimits {
  private final Map<KeyId, String> limits = new ConcurrentHashMap<>();
  private long version;

  @Override
  public synchronized Optional<Table> changedSince(long known) {
    return known == version ? Optional.empty() : Optional.of(new Table(version, limits));
  }

  @Override
  public synchronized void put(KeyId id, String text) {
    limits.put(id, text);
    version++;
  }

  @Override
  public synchronized void remove(KeyId id) {
    limits.remove(id);
    version++;
  }
}
