package io.buttress.redis;

import java.util.Collection;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.Pool;

/** The pools of a client: one, or in a cluster one for each node. */
final class ConnectionPools {
  private ConnectionPools() {}

  static Collection<? extends Pool<Connection>> of(UnifiedJedis client) {
    if (client instanceof RedisClient standalone) {
      return List.of(standalone.getPool());
    } else if (client instanceof RedisSentinelClient sentinel) {
      return sentinel.getPrimaryNodesConnectionMap().values();
    } else if (client instanceof RedisClusterClient cluster) {
      return cluster.getClusterNodes().values();
    }
    throw new AssertionError(client);
  }

  /** Throws away idle connections: after a failure or a failover none of them is to be trusted. */
  static void clear(UnifiedJedis client) {
    of(client).forEach(Pool::clear);
  }
}
