package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.config.RedisUri;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * Looks whether Redis is there, and holds the client once it was: at the start, and then on the
 * scheduler as long as the breaker is open or a node of a cluster hangs. So no request is sent
 * ahead to try.
 *
 * <p>Each probe has the next one follow, as long as one is wanted. A task that comes again and
 * again sees to it that none is missing, for a server that is suspended may drop what is to run
 * once; but it comes rarely, as it takes a server more to run it than all that it does where all is
 * well. Even that one can get lost where memory ends: so who finds Redis left alone, and that
 * nobody has looked for it for long, has somebody do so.
 */
final class Lookout implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Lookout.class.getName());

  /** A Redis that can't be written to would answer anything less. */
  private static final String PROBE =
      "redis.call('SET', KEYS[1], 1, 'PX', 1000) return redis.call('DEL', KEYS[1])";

  private static final long RARELY_MILLIS = 1_000;

  /** As much later than usual a task is taken for lost. */
  private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final RedisSettings settings;
  private final Breaker breaker;
  private final ScheduledExecutorService scheduler;
  private final long every;
  private final String probeKey;
  private final ReentrantLock probing = new ReentrantLock();
  // Whether a probe is to follow.
  private final AtomicBoolean soon = new AtomicBoolean();
  private final Future<?> probes;
  private volatile @Nullable UnifiedJedis client;
  // Null unless this is a cluster that has been reached.
  private volatile @Nullable HungNodes hung;
  private volatile long lookedAt = System.nanoTime();
  private volatile boolean closed;

  Lookout(RedisSettings settings, Breaker breaker, ScheduledExecutorService scheduler) {
    this.settings = settings;
    this.breaker = breaker;
    this.scheduler = scheduler;
    this.every = settings.breakerProbeInterval().toMillis();
    this.probeKey = settings.keyPrefix() + "{probe}";
    breaker.whenLost(this::probeSoon);
    probe(true);
    long rarely = Math.max(every, RARELY_MILLIS);
    this.probes =
        scheduler.scheduleWithFixedDelay(this::look, rarely, rarely, TimeUnit.MILLISECONDS);
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

  private boolean isWanted() {
    HungNodes nodes = hung;
    return !closed && (breaker.isOpen() || (nodes != null && !nodes.isEmpty()));
  }

  /** Somebody has left Redis alone. */
  void seeThatOneLooks() {
    long now = System.nanoTime();
    if (now - lookedAt - TimeUnit.MILLISECONDS.toNanos(every) > OVERDUE_NANOS) {
      lookedAt = now;
      soon.set(false);
      probeSoon();
    }
  }

  private void look() {
    lookedAt = System.nanoTime();
    if (isWanted() && probing.tryLock()) {
      try {
        probe(false);
      } finally {
        probing.unlock();
      }
    }
    if (isWanted()) {
      probeSoon();
    } else {
      soon.set(false);
    }
  }

  private void probeSoon() {
    if (!closed && soon.compareAndSet(false, true)) {
      try {
        var unused =
            scheduler.schedule(
                () -> {
                  soon.set(false);
                  look();
                },
                every,
                TimeUnit.MILLISECONDS);
      } catch (RuntimeException | Error e) {
        // The application ends; or the task that comes again and again has to do.
        LOG.log(Level.DEBUG, "No probe can be scheduled", e);
        soon.set(false);
      }
    }
  }

  private void probe(boolean first) {
    HungNodes nodes = hung;
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
    } catch (RuntimeException | Error e) {
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
