package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.config.RedisUri;
import io.buttress.config.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Makes Jedis's client for each topology; every wait of it is finite. */
final class JedisClients {
  /** The longest that a command may block. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final int MOST_WAITING = 256;

  private JedisClients() {}

  /** A client for commands that block, so that they hold no connection that others want. */
  static UnifiedJedis openForWaiting(RedisSettings settings) {
    return open(settings, MOST_WAITING);
  }

  /** Connects; Sentinel and Cluster are asked who the master or the nodes are. */
  static UnifiedJedis open(RedisSettings settings) {
    return open(settings, settings.poolSize());
  }

  private static UnifiedJedis open(RedisSettings settings, int connections) {
    RedisUri uri = settings.uri();
    return switch (uri.topology()) {
      case STANDALONE ->
          RedisClient.builder()
              .hostAndPort(address(uri.nodes().get(0)))
              .clientConfig(server(settings))
              .poolConfig(pool(settings, connections))
              .build();
      case SENTINEL ->
          RedisSentinelClient.builder()
              .masterName(uri.master().orElseThrow())
              .sentinels(addresses(uri))
              .sentinelClientConfig(sentinel(settings))
              .clientConfig(server(settings))
              .poolConfig(pool(settings, connections))
              .build();
      case CLUSTER -> openCluster(settings, slots(settings, connections));
      case EMBEDDED ->
          throw new IllegalArgumentException("embedded: has to be started before it is opened");
    };
  }

  /** What a cluster's client knows of nodes and slots; it is closed with the client. */
  static ClusterConnectionProvider slots(RedisSettings settings) {
    return slots(settings, settings.poolSize());
  }

  private static ClusterConnectionProvider slots(RedisSettings settings, int connections) {
    return new ClusterConnectionProvider(
        addresses(settings.uri()), server(settings), pool(settings, connections));
  }

  static UnifiedJedis openCluster(RedisSettings settings, ClusterConnectionProvider slots) {
    return RedisClusterClient.builder()
        .nodes(addresses(settings.uri()))
        .connectionProvider(slots)
        .maxAttempts(3)
        .maxTotalRetriesDuration(settings.readTimeout())
        .clientConfig(server(settings))
        .build();
  }

  /** Connects to the server that is the master now, or to any node of a cluster. */
  static ListeningConnection listen(UnifiedJedis client, RedisSettings settings) {
    return new ListeningConnection(serverOf(client, settings), server(settings));
  }

  /**
   * A pipeline to one server.
   *
   * @param key in a cluster, of the slot in which all keys are
   */
  static AbstractPipeline pipeline(UnifiedJedis client, String key) {
    return client instanceof RedisClusterClient cluster
        ? new Pipeline(cluster.getConnectionFromSlot(JedisClusterCRC16.getSlot(key)), true)
        : client.pipelined();
  }

  /** A pipeline to one server, which waits that long for answers. */
  static AbstractPipeline patientPipeline(UnifiedJedis client, String key, int millis) {
    Connection connection = connection(client, key);
    int usual = connection.getSoTimeout();
    connection.setSoTimeout(millis);
    return new Pipeline(connection, true) {
      @Override
      public void close() {
        if (!connection.isBroken()) {
          connection.setSoTimeout(usual);
        }
        super.close();
      }
    };
  }

  private static Connection connection(UnifiedJedis client, String key) {
    return client instanceof RedisClusterClient cluster
        ? cluster.getConnectionFromSlot(JedisClusterCRC16.getSlot(key))
        : ConnectionPools.of(client).iterator().next().getResource();
  }

  private static HostAndPort serverOf(UnifiedJedis client, RedisSettings settings) {
    if (client instanceof RedisSentinelClient sentinel) {
      return sentinel.getCurrentMaster();
    }
    if (client instanceof RedisClusterClient cluster) {
      List<String> nodes = new ArrayList<>(cluster.getClusterNodes().keySet());
      return HostAndPort.from(nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())));
    }
    return address(settings.uri().nodes().get(0));
  }

  /**
   * Asks a cluster which node has which slots. Jedis does so by itself where a node says that it
   * has not got a slot, or refuses connections; from one that hangs it learns nothing.
   */
  static void findNodes(UnifiedJedis client) {
    if (client instanceof RedisClusterClient cluster) {
      cluster.refreshClusterTopology();
    }
  }

  private static DefaultJedisClientConfig server(RedisSettings settings) {
    RedisUri uri = settings.uri();
    DefaultJedisClientConfig.Builder config = times(settings).database(uri.database());
    settings.user().or(uri::user).ifPresent(config::user);
    password(settings.password().or(uri::password), config);
    return config.build();
  }

  private static DefaultJedisClientConfig sentinel(RedisSettings settings) {
    DefaultJedisClientConfig.Builder config = times(settings);
    settings.sentinelUser().ifPresent(config::user);
    password(settings.sentinelPassword(), config);
    return config.build();
  }

  private static void password(Optional<Secret> password, DefaultJedisClientConfig.Builder config) {
    password.map(Secret::reveal).ifPresent(config::password);
  }

  private static DefaultJedisClientConfig.Builder times(RedisSettings settings) {
    int read = Math.toIntExact(settings.readTimeout().toMillis());
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(Math.toIntExact(settings.connectTimeout().toMillis()))
            .socketTimeoutMillis(read)
            .blockingSocketTimeoutMillis(read + Math.toIntExact(LONGEST_WAIT.toMillis()))
            // No talk before the first command: of a Redis that hangs it would cost another
            // timeout.
            .autoNegotiateProtocol(false)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    return settings.uri().tls() ? config.sslOptions(SslOptions.defaults()) : config;
  }

  private static ConnectionPoolConfig pool(RedisSettings settings, int connections) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(connections);
    pool.setMaxIdle(connections);
    pool.setMinIdle(0);
    pool.setMaxWait(settings.poolWait());
    pool.setJmxEnabled(false);
    // An eviction thread would have to end with the application; broken connections are found by
    // use.
    pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    pool.setTestWhileIdle(false);
    return pool;
  }

  private static Set<HostAndPort> addresses(RedisUri uri) {
    return uri.nodes().stream().map(JedisClients::address).collect(Collectors.toSet());
  }

  private static HostAndPort address(RedisUri.Node node) {
    return new HostAndPort(node.host(), node.port());
  }
}
