package io.buttress.cache;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The keys of late: many requests want few URIs, whose digest need not be made each time. A table
 * of fixed size in which a newer key takes the place of an older one.
 */
final class KnownKeys {
  private static final int PLACES = 1_024;

  /** Nobody is to fill the memory by long URIs. */
  private static final int LONGEST = 512;

  private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

  /** All that the key is made of. */
  private record Known(
      CachePolicy policy,
      String scheme,
      String authority,
      String path,
      @Nullable String query,
      CacheKey key) {
    boolean isOf(CacheRequest request, CachePolicy other, String itsPath, @Nullable String its) {
      return policy.equals(other)
          && path.equals(itsPath)
          && Objects.equals(query, its)
          && scheme.equals(request.scheme())
          && authority.equals(request.authority());
    }
  }

  /** The key of a request under a policy. */
  CacheKey of(CacheRequest request, CachePolicy policy) {
    String path = request.rawPath();
    String query = request.rawQuery();
    if (path.length() + (query == null ? 0 : query.length()) > LONGEST
        || !CacheKeys.isUriAlone(request, policy)) {
      return CacheKeys.of(request, policy);
    }
    int place = (path.hashCode() * 31 + Objects.hashCode(query)) & (PLACES - 1);
    Known known = places.get(place);
    if (known != null && known.isOf(request, policy, path, query)) {
      return known.key();
    }
    CacheKey key = CacheKeys.of(request, policy);
    places.set(place, new Known(policy, request.scheme(), request.authority(), path, query, key));
    return key;
  }
}
