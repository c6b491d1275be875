package io.buttress.cache.internal;

import io.buttress.cache.Purge;
import java.util.List;

/** Is told what other nodes do to the shared store. Must be fast. */
public interface SharedCacheEvents {
  /** From now on everything is told; of what was before, nothing is known. */
  void connected();

  /**
   * Another node has stored a response.
   *
   * @param id of its key
   * @param asked the time of its ticket
   */
  void replaced(String id, long asked);

  /**
   * Some node has purged.
   *
   * @param shard in which part of the store
   * @param time microseconds of that part's clock
   * @param purges with marks as {@link MarkText} writes them
   */
  void purged(int shard, long time, List<Purge> purges);
}
