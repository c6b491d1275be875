package io.buttress.cache;

import java.time.Duration;

/**
 * How a node keeps responses.
 *
 * @param nearSize how many bytes of memory they may use, about; 0: none
 * @param nearTtl for how long one that is shared by Redis is used without asking Redis; zero: never
 */
public record CacheStoreSettings(long nearSize, Duration nearTtl) {
  /** 32 MiB. */
  public static final long DEFAULT_NEAR_SIZE = 32 * 1024 * 1024L;

  /** So old can a response be that another node has purged, if the news of that are lost. */
  public static final Duration DEFAULT_NEAR_TTL = Duration.ofSeconds(10);

  /** What holds where nothing is set. */
  public static final CacheStoreSettings DEFAULTS =
      new CacheStoreSettings(DEFAULT_NEAR_SIZE, DEFAULT_NEAR_TTL);

  /**
   * @throws IllegalArgumentException if one is negative
   */
  public CacheStoreSettings {
    if (nearSize < 0) {
      throw new IllegalArgumentException("near-size is negative: " + nearSize);
    }
    if (nearTtl.isNegative()) {
      throw new IllegalArgumentException("near-ttl is negative: " + nearTtl);
    }
  }
}
