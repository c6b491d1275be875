package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.config.RedisUri;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * Looks whether Redis is there, and holds the client once it was: at the start, and then on the
 * scheduler as long as the breaker is open or a node of a cluster hangs. So no request is sent
 * ahead to try.
 */
final class Lookout implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Lookout.class.getName());

  /** A Redis that can't be written to would answer anything less. */
  private static final String PROBE =
      "redis.call('SET', KEYS[1], 1, 'PX', 1000) return redis.call('DEL', KEYS[1])";

  private final RedisSettings settings;
  private final Breaker breaker;
  private final String probeKey;
  private final Future<?> probes;
  private volatile @Nullable UnifiedJedis client;
  // Null unless this is a cluster that has been reached.
  private volatile @Nullable HungNodes hung;
  private volatile boolean closed;

  Lookout(RedisSettings settings, Breaker breaker, ScheduledExecutorService scheduler) {
    this.settings = settings;
    this.breaker = breaker;
    this.probeKey = settings.keyPrefix() + "{probe}";
    probe(true);
    long every = settings.breakerProbeInterval().toMillis();
    this.probes =
        scheduler.scheduleWithFixedDelay(() -> probe(false), every, every, TimeUnit.MILLISECONDS);
  }

  /** Null until Redis was there for the first time. */
  @Nullable UnifiedJedis client() {
    return client;
  }

  /** Of a cluster that has been reached: which of its nodes are left alone. */
  @Nullable HungNodes hung() {
    return hung;
  }

  boolean isClosed() {
    return closed;
  }

  private void probe(boolean first) {
    HungNodes nodes = hung;
    if (closed || (!first && !breaker.isOpen() && (nodes == null || nodes.isEmpty()))) {
      return;
    }
    try {
      UnifiedJedis current = client;
      if (current == null) {
        current = open();
        if (closed) {
          // Closed meanwhile, by somebody who could not see this client.
          current.close();
          return;
        }
      }
      JedisClients.findNodes(current);
      if (nodes == null || nodes.isEmpty()) {
        ConnectionPools.clear(current);
        ask(current, probeKey);
        breaker.close();
      } else {
        lookForHungNodes(current, nodes);
      }
    } catch (RuntimeException e) {
      // Of whatever kind: a probe that threw would be the last one.
      LOG.log(Level.DEBUG, "Redis is not there", e);
      if (first) {
        breaker.open(String.valueOf(e.getMessage()));
      }
    }
  }

  private UnifiedJedis open() {
    UnifiedJedis opened;
    if (settings.uri().topology() == RedisUri.Topology.CLUSTER) {
      ClusterConnectionProvider slots = JedisClients.slots(settings);
      opened = JedisClients.openCluster(settings, slots);
      hung = new HungNodes(slots);
    } else {
      opened = JedisClients.open(settings);
    }
    client = opened;
    return opened;
  }

  private static void ask(UnifiedJedis client, String key) {
    Object unused = client.eval(PROBE, List.of(key), List.of());
  }

  private void lookForHungNodes(UnifiedJedis current, HungNodes nodes) {
    nodes.probe(current, Lookout::answers);
    if (breaker.isOpen() && !nodes.have(probeKey)) {
      ask(current, probeKey);
    }
    if (nodes.isEmpty()) {
      breaker.close();
    } else {
      breaker.closeInPart();
    }
  }

  private static boolean answers(UnifiedJedis client, String key) {
    try {
      ask(client, key);
      return true;
    } catch (JedisException e) {
      LOG.log(Level.DEBUG, "A node of Redis is not there", e);
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    probes.cancel(true);
    UnifiedJedis current = client;
    if (current != null) {
      current.close();
    }
  }
}
