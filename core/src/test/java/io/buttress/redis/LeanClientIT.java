package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedCluster;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.EmbeddedSentinel;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;

/** Each of Jedis's clients works without gson and org.json, which its pom asks for. */
class LeanClientIT {
  @Test
  void alone() {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        RedisClient client = RedisClient.create("127.0.0.1", redis.port())) {
      assertItWorks(client);
    }
  }

  @Test
  void behind_sentinels() {
    try (EmbeddedSentinel group = EmbeddedSentinel.start();
        RedisSentinelClient client =
            RedisSentinelClient.builder()
                .masterName(group.masterName())
                .sentinels(addresses(group.sentinels()))
                .build()) {
      assertItWorks(client);
    }
  }

  @Test
  void in_a_cluster() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        RedisClusterClient client =
            RedisClusterClient.builder().nodes(addresses(cluster.nodes())).build()) {
      assertItWorks(client);
    }
  }

  private static Set<HostAndPort> addresses(List<EmbeddedRedis> servers) {
    return servers.stream()
        .map(server -> new HostAndPort("127.0.0.1", server.port()))
        .collect(Collectors.toSet());
  }

  private static void assertItWorks(UnifiedJedis client) {
    client.set("k", "v");
    assertThat(client.eval("return redis.call('GET', KEYS[1])", List.of("k"), List.of()))
        .isEqualTo("v");
  }
}
