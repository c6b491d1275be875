package io.buttress.redis;

/**
 * The scripts of the response cache.
 *
 * @param begin gives a ticket
 * @param put stores an entry
 * @param end ends a ticket without one
 * @param purge purges
 */
record CacheScripts(RedisScript begin, RedisScript put, RedisScript end, RedisScript purge) {
  static final CacheScripts SHIPPED =
      new CacheScripts(
          withPurges("cache-begin.lua"),
          withPurges("cache-put.lua"),
          RedisScript.load("cache-end.lua"),
          withPurges("cache-purge.lua"));

  private static RedisScript withPurges(String file) {
    return RedisScript.load(CacheScripts.class, "cache-purges.lua", file);
  }
}
