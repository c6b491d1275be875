package io.buttress.ratelimit.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all keys that this node counts: as many as are allowed, and of those beyond the ones
 * that are used least are forgotten.
 *
 * <p>In front of the cache, which notes each use, there is a small table without such bookkeeping,
 * for keys that are asked for millions of times a second. A key that is found there counts as used
 * in some microseconds and not in others.
 */
final class LocalCells {
  private static final int PLACES = 1 << 10;
  private static final int NOTED_SHIFT = 10;
  private static final int NOTED_MASK = 31;

  private final Cache<CellId, LocalCell> all;
  private final AtomicReferenceArray<@Nullable Place> front = new AtomicReferenceArray<>(PLACES);

  private record CellId(String policy, String key) {}

  private record Place(CellId id, LocalCell cell) {
    boolean isFor(String policy, String key) {
      return id.key.equals(key) && id.policy.equals(policy);
    }
  }

  LocalCells(int maxKeys) {
    all = Caffeine.newBuilder().maximumSize(maxKeys).executor(Runnable::run).build();
  }

  /**
   * The key's cell; a new one if the key is not known.
   *
   * @param now nanoseconds, by which uses are noted
   */
  LocalCell get(String policy, String key, long now) {
    Place place = front.get(index(policy, key));
    if (place != null && place.isFor(policy, key)) {
      return (now >>> NOTED_SHIFT & NOTED_MASK) == 0 ? noted(place) : place.cell;
    }
    CellId id = new CellId(policy, key);
    // A plain look-up first: it is several times as fast as a computing one.
    LocalCell known = all.getIfPresent(id);
    LocalCell cell = known != null ? known : all.get(id, unknown -> new LocalCell());
    front.set(index(policy, key), new Place(id, cell));
    return cell;
  }

  /** A busy key may have been forgotten all the same: then it is put back with its counts. */
  private LocalCell noted(Place place) {
    LocalCell present = all.getIfPresent(place.id);
    LocalCell cell = present != null ? present : all.get(place.id, forgotten -> place.cell);
    if (!place.cell.equals(cell)) {
      front.set(index(place.id.policy, place.id.key), new Place(place.id, cell));
    }
    return cell;
  }

  private static int index(String policy, String key) {
    int hash = 31 * policy.hashCode() + key.hashCode();
    return (hash ^ hash >>> 16) & (PLACES - 1);
  }

  long size() {
    all.cleanUp();
    return all.estimatedSize();
  }
}
