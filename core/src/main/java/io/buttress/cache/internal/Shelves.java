package io.buttress.cache.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.cache.RequestFields;
import org.jspecify.annotations.Nullable;

/** The responses in this node's memory, bounded by their bytes. What is used least goes first. */
final class Shelves {
  private final Cache<String, Shelf> shelves;

  /**
   * @param bytes how much is kept at most
   */
  Shelves(long bytes) {
    this.shelves =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((String id, Shelf shelf) -> shelf.weight())
            // No thread of the common pool is to know classes of the application.
            .executor(Runnable::run)
            .build();
  }

  @Nullable Held find(String id, RequestFields requestFields) {
    Shelf shelf = shelves.getIfPresent(id);
    return shelf == null ? null : shelf.select(requestFields);
  }

  /** Whether it is kept now: one that was asked for later stays. */
  boolean put(String id, Held held) {
    Shelf result =
        shelves
            .asMap()
            .compute(id, (same, shelf) -> shelf == null ? Shelf.of(held) : shelf.with(held));
    return result.variants().containsValue(held);
  }

  void remove(String id, Held held) {
    Shelf unused = shelves.asMap().computeIfPresent(id, (same, shelf) -> shelf.without(held));
  }

  /** Removes what is kept under a key if some of it was asked for before that instant. */
  void removeOlder(String id, long asked) {
    Shelf unused =
        shelves.asMap().computeIfPresent(id, (same, shelf) -> shelf.isOlder(asked) ? null : shelf);
  }

  void clear() {
    shelves.invalidateAll();
  }

  /** About how many keys have something. */
  long size() {
    return shelves.estimatedSize();
  }

  /** About how many bytes are in use. */
  long bytes() {
    return shelves.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }
}
