package io.buttress.cache.internal;

import io.buttress.cache.CacheKey;
import io.buttress.cache.CacheStore;
import io.buttress.cache.Purge;
import io.buttress.cache.RequestFields;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store that all nodes share, as one that keeps copies of what is in it sees it. */
public interface SharedCacheStore extends CacheStore {
  /**
   * The entry for a request.
   *
   * @param copy the entry that the caller has already, if it has one
   */
  Look look(CacheKey key, RequestFields requestFields, Optional<Copy> copy);

  /**
   * Stores like {@link #put}.
   *
   * @return what is stored now; empty if it was refused
   */
  Optional<Entry> store(CacheKey key, Ticket ticket, StoredResponse response, Duration timeToLive);

  /**
   * In which part of the store a key is. Each part has a clock of its own.
   *
   * @return from 0 to less than {@link #shards}
   */
  int shard(CacheKey key);

  /** How many parts there are. */
  int shards();

  /**
   * Purges in all parts.
   *
   * @return the instant in each, microseconds of its clock
   */
  long[] order(List<Purge> purges);

  @Override
  default Optional<Found> find(CacheKey key, RequestFields requestFields) {
    return look(key, requestFields, Optional.empty()) instanceof Look.Fetched fetched
        ? Optional.of(new Found(fetched.entry().response(), fetched.softPurged(), false))
        : Optional.empty();
  }

  @Override
  default boolean put(CacheKey key, Ticket ticket, StoredResponse response, Duration timeToLive) {
    return store(key, ticket, response, timeToLive).isPresent();
  }

  @Override
  default void purge(List<Purge> purges) {
    long[] unused = order(purges);
  }

  /**
   * An entry that somebody has.
   *
   * @param asked the time of its ticket, microseconds
   * @param marks by which it can be purged, as {@link MarkText} writes them
   */
  record Copy(long asked, List<String> marks) {}

  /** What was found. */
  sealed interface Look {
    /** Nothing. */
    enum None implements Look {
      NONE
    }

    /**
     * The entry that the caller has.
     *
     * @param softPurged whether it was purged softly
     */
    record Unchanged(boolean softPurged) implements Look {}

    /**
     * An entry.
     *
     * @param softPurged whether it was purged softly
     */
    record Fetched(Entry entry, boolean softPurged) implements Look {}
  }
}
