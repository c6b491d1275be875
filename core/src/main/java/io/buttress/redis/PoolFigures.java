package io.buttress.redis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.Pool;

/**
 * How the connections to Redis stand, of all servers together.
 *
 * @param active how many are in use
 * @param idle how many are open and wait to be used
 * @param waiting how many callers wait for one
 */
public record PoolFigures(long active, long idle, long waiting) {
  static final PoolFigures NONE = new PoolFigures(0, 0, 0);

  static PoolFigures of(UnifiedJedis client) {
    long active = 0;
    long idle = 0;
    long waiting = 0;
    for (Pool<Connection> pool : ConnectionPools.of(client)) {
      active += pool.getNumActive();
      idle += pool.getNumIdle();
      waiting += pool.getNumWaiters();
    }
    return new PoolFigures(active, idle, waiting);
  }
}
