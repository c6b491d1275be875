package io.buttress.redis;

import io.buttress.cache.CacheKey;

/**
 * Where things of the response cache are. What is purged together has to be in one slot, so all of
 * it is in one of a few shards: {@code bt:{c0}}. The key's id chooses the shard; a cluster has
 * several, so that its servers share the work.
 */
final class CacheKeys {
  /** How many shards a cluster has. */
  static final int SHARDS_OF_CLUSTER = 16;

  private final String prefix;
  private final int shards;

  CacheKeys(String prefix, int shards) {
    this.prefix = prefix;
    this.shards = shards;
  }

  int shards() {
    return shards;
  }

  int shard(CacheKey key) {
    return Math.floorMod(key.id().hashCode(), shards);
  }

  /** What is stored under a key: a hash. */
  String entries(CacheKey key) {
    return tag(shard(key)) + ':' + key.id();
  }

  /** Who asks for it: a string. */
  String lead(CacheKey key) {
    return tag(shard(key)) + "l:" + key.id();
  }

  /** The purges of a shard: a sorted set. */
  String purges(int shard) {
    return tag(shard) + 'p';
  }

  /** On which nodes tell each other what they did. */
  String channel() {
    return prefix + "{c}";
  }

  private String tag(int shard) {
    return prefix + "{c" + shard + '}';
  }
}
