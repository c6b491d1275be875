package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.config.RedisUri;
import io.buttress.error.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.PipeliningBase;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * The way to Redis: client, pool and breaker. Redis need not be there when it is made; the first
 * calls are refused then, until a probe has found it.
 */
public final class RedisConnection implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RedisConnection.class.getName());

  private static final String PROBE = "return redis.call('SET', KEYS[1], 1, 'PX', 1000)";

  private final RedisSettings settings;
  private final Optional<DevelopmentRedis> development;
  private final Breaker breaker;
  private final Future<?> probes;
  private volatile @Nullable UnifiedJedis client;
  // Null unless this is a cluster that has been reached.
  private volatile @Nullable HungNodes hung;
  private @Nullable UnifiedJedis waiting;
  private volatile boolean closed;

  private RedisConnection(
      RedisSettings settings,
      Optional<DevelopmentRedis> development,
      ScheduledExecutorService scheduler,
      RedisListener listener) {
    this.settings = settings;
    this.development = development;
    this.breaker = new Breaker(settings, listener);
    probe(true);
    long every = settings.breakerProbeInterval().toMillis();
    this.probes =
        scheduler.scheduleWithFixedDelay(() -> probe(false), every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens the way; {@code embedded:} starts a Redis first.
   *
   * @param scheduler runs the probes of an open breaker
   * @throws io.buttress.error.ConfigurationException if {@code embedded:} is not possible here
   */
  public static RedisConnection open(
      RedisSettings settings, ScheduledExecutorService scheduler, RedisListener listener) {
    if (settings.uri().topology() != RedisUri.Topology.EMBEDDED) {
      return new RedisConnection(settings, Optional.empty(), scheduler, listener);
    }
    DevelopmentRedis redis = DevelopmentRedis.start();
    RedisSettings started = settings.withUri(RedisUri.parse(redis.uri()));
    return new RedisConnection(started, Optional.of(redis), scheduler, listener);
  }

  /** Whether Redis is left alone at the moment. */
  public boolean isOut() {
    return breaker.isOpen();
  }

  /** How many connections are in use. */
  public long activeConnections() {
    UnifiedJedis current = client;
    return current == null ? 0 : JedisClients.active(current);
  }

  /** Whether keys are in slots, so that one script can not reach all of them. */
  public boolean isCluster() {
    return settings.uri().topology() == RedisUri.Topology.CLUSTER;
  }

  /** How long a caller waits for others before it does without Redis. */
  Duration patience() {
    return settings.readTimeout();
  }

  /** How many connections there are to a server, at most. */
  int poolSize() {
    return settings.poolSize();
  }

  /** What every key starts with. */
  public String keyPrefix() {
    return settings.keyPrefix();
  }

  /**
   * Runs a script.
   *
   * @param keys in a cluster, all of one slot
   * @return as Jedis gives it: a Long, a String, null, or a list of these
   * @throws StoreUnavailableException if Redis is left alone, or does not answer in time, or
   *     refuses the script
   */
  public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
    return run(script, keys, arguments, 1);
  }

  /**
   * Runs a script several times, with other arguments each time, in one trip. Each run is atomic,
   * not all of them together.
   *
   * @param keys in a cluster, all of one slot
   * @return what each has returned, never null
   * @throws StoreUnavailableException if Redis is left alone, or does not answer in time, or
   *     refuses the script; some may have been run then
   */
  public List<Object> runEach(RedisScript script, List<String> keys, List<List<String>> arguments) {
    String key = keys.get(0);
    return callFor(
        key,
        1,
        jedis ->
            new ScriptRuns(script, keys, arguments)
                .make(
                    () -> JedisClients.pipeline(jedis, key),
                    0,
                    0,
                    () -> JedisClients.findNodes(jedis))
                .answers());
  }

  /**
   * Runs a script several times like {@link #runEach}, and waits until replicas have what it wrote.
   * Done on a connection of its own; how long that takes does not count for the breaker.
   *
   * @param replicas how many, from 1
   * @param atMost from 1 ms to 5 s
   * @throws StoreUnavailableException as {@link #runEach} does; not if there are too few replicas
   */
  public Replicated runReplicated(
      RedisScript script,
      List<String> keys,
      List<List<String>> arguments,
      int replicas,
      Duration atMost) {
    if (isOut()) {
      throw new LeftAloneException();
    }
    int longest = Math.toIntExact(settings.readTimeout().plus(atMost).toMillis());
    try {
      UnifiedJedis jedis = waitingClient();
      try {
        return onceMoreIfReadOnly(
            jedis,
            client ->
                new ScriptRuns(script, keys, arguments)
                    .make(
                        () -> JedisClients.patientPipeline(client, keys.get(0), longest),
                        replicas,
                        atMost.toMillis(),
                        () -> JedisClients.findNodes(client)));
      } catch (JedisConnectionException e) {
        JedisClients.clearPools(jedis);
        throw e;
      }
    } catch (JedisException e) {
      throw new StoreUnavailableException("Redis: " + e.getMessage(), e);
    }
  }

  /**
   * Takes the first element off a list, and waits for one if there is none. It is done on a
   * connection of its own, and does not count for the breaker.
   *
   * @param atMost up to 5 s; zero or less: 1 ms
   * @return whether there was one
   * @throws StoreUnavailableException if Redis is left alone, or does not answer
   */
  public boolean takeFirst(String list, Duration atMost) {
    if (isOut()) {
      throw new LeftAloneException();
    }
    Duration longest = JedisClients.LONGEST_WAIT;
    long millis = Math.max(1, Math.min(atMost.toMillis(), longest.toMillis()));
    try {
      UnifiedJedis jedis = waitingClient();
      try {
        return jedis.blpop(millis / 1000d, list) != null;
      } catch (JedisConnectionException e) {
        JedisClients.clearPools(jedis);
        throw e;
      }
    } catch (JedisException e) {
      throw new StoreUnavailableException("Redis: " + e.getMessage(), e);
    }
  }

  /**
   * A connection beside the pool, for somebody who listens all the time.
   *
   * @throws LeftAloneException if Redis was never there yet
   * @throws JedisException if it is not there now
   */
  ListeningConnection openListening() {
    UnifiedJedis current = client;
    if (current == null || closed) {
      throw new LeftAloneException();
    }
    return JedisClients.listen(current, settings);
  }

  private synchronized UnifiedJedis waitingClient() {
    if (closed) {
      throw new LeftAloneException();
    }
    UnifiedJedis current = waiting;
    if (current == null) {
      current = JedisClients.openForWaiting(settings);
      waiting = current;
    }
    return current;
  }

  /**
   * Runs a script.
   *
   * @param requests how many requests are waiting for the answer
   */
  Object run(RedisScript script, List<String> keys, List<String> arguments, int requests) {
    return callFor(
        keys.get(0),
        requests,
        jedis -> {
          try {
            return jedis.evalsha(script.sha(), keys, arguments);
          } catch (JedisNoScriptException e) {
            return jedis.eval(script.text(), keys, arguments);
          }
        });
  }

  /**
   * Runs a script whose arguments or results are bytes.
   *
   * @return a Long, a byte array, null, or a list of these
   */
  Object runBinary(RedisScript script, List<String> keys, List<byte[]> arguments) {
    List<byte[]> names = Words.bytes(keys);
    return callFor(keys.get(0), 1, jedis -> evaluate(jedis, script, names, arguments));
  }

  /**
   * Runs a script like {@link #runBinary}; that Redis has no memory left is not for the breaker, as
   * much can be done that takes none.
   *
   * @throws StoreFullException if Redis works, but has no memory left
   */
  @Nullable Object runUnlessFull(RedisScript script, List<String> keys, List<byte[]> arguments) {
    List<byte[]> names = Words.bytes(keys);
    Object answer =
        callFor(
            keys.get(0),
            1,
            jedis -> {
              try {
                return evaluate(jedis, script, names, arguments);
              } catch (JedisDataException e) {
                if (StoreFullException.isMeant(e)) {
                  return new StoreFullException(e);
                }
                throw e;
              }
            });
    if (answer instanceof StoreFullException full) {
      throw full;
    }
    return answer;
  }

  /**
   * Sends commands that only read, together, and gives what they say.
   *
   * @param key of the slot in which all keys are
   * @param together adds them, and says how to make a result of their answers
   * @param apart does the same by one command after the other
   */
  <T> T readTogether(
      String key, Function<PipeliningBase, Supplier<T>> together, Function<UnifiedJedis, T> apart) {
    return callFor(
        key,
        1,
        jedis -> {
          try (AbstractPipeline pipeline = JedisClients.pipeline(jedis, key)) {
            Supplier<T> result = together.apply(pipeline);
            pipeline.sync();
            return result.get();
          } catch (JedisRedirectionException e) {
            // Slots move: only a single command is led to where its key is.
            return apart.apply(jedis);
          }
        });
  }

  private static Object evaluate(
      UnifiedJedis jedis, RedisScript script, List<byte[]> keys, List<byte[]> arguments) {
    try {
      return jedis.evalsha(Words.bytes(script.sha()), keys, arguments);
    } catch (JedisNoScriptException e) {
      return jedis.eval(Words.bytes(script.text()), keys, arguments);
    }
  }

  /**
   * Runs a script whose arguments or results are bytes.
   *
   * @param requests how many requests are waiting for the answer
   * @return a Long, a byte array, null, or a list of these
   */
  Object runBinary(RedisScript script, List<byte[]> keys, List<byte[]> arguments, int requests) {
    return callFor(
        Words.text(keys.get(0)), requests, jedis -> evaluate(jedis, script, keys, arguments));
  }

  private <T> T callFor(String firstKey, int requests, Function<UnifiedJedis, T> script) {
    HungNodes nodes = hung;
    if (nodes == null) {
      return call(requests, script, breaker::failed);
    }
    if (nodes.have(firstKey)) {
      breaker.refused();
      throw new LeftAloneException();
    }
    return call(
        requests,
        script,
        (nanos, cause, count) -> {
          if (nanos >= settings.readTimeout().toNanos()) {
            // Failures in a row would not show it, as other nodes answer in between.
            breaker.failedElsewhere(nanos);
            breaker.lostInPart(nodes.add(firstKey).toString(), String.valueOf(cause.getMessage()));
          } else {
            breaker.failed(nanos, cause, count);
          }
        });
  }

  /** Who hears of a call that failed. */
  @FunctionalInterface
  private interface Failed {
    void after(long nanos, RuntimeException cause, int requests);
  }

  /**
   * Requests that waited for their turn failed with a call. If it was for want of an answer they
   * count as calls: whoever comes next would wait as long.
   */
  void missed(int requests, RuntimeException cause) {
    // The node of a cluster is known to hang by now.
    if (hung == null && isTimeout(cause)) {
      Throwable first = cause.getCause();
      breaker.missed(
          requests,
          settings.readTimeout().toNanos(),
          first instanceof JedisException e ? e : cause);
    }
  }

  private static boolean isTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Makes a call.
   *
   * @throws CommandRefusedException if Redis works, but refuses this command
   * @throws StoreUnavailableException if the breaker is open, or the call fails
   */
  <T> T call(Function<UnifiedJedis, T> command) {
    return call(1, command, breaker::failed);
  }

  private <T> T call(int requests, Function<UnifiedJedis, T> command, Failed failed) {
    UnifiedJedis current = client;
    if (current == null || !breaker.admits()) {
      throw new LeftAloneException();
    }
    long start = System.nanoTime();
    try {
      T result = onceMoreIfReadOnly(current, command);
      breaker.succeeded(System.nanoTime() - start);
      return result;
    } catch (JedisException e) {
      if (CommandRefusedException.isMeant(e)) {
        breaker.succeeded(System.nanoTime() - start);
        throw new CommandRefusedException(e);
      }
      failed.after(System.nanoTime() - start, e, requests);
      if (e instanceof JedisConnectionException) {
        JedisClients.clearPools(current);
      }
      throw new StoreUnavailableException("Redis: " + e.getMessage(), e);
    }
  }

  /** After a failover a live connection may lead to what is a replica now. */
  private static <T> T onceMoreIfReadOnly(UnifiedJedis jedis, Function<UnifiedJedis, T> command) {
    try {
      return command.apply(jedis);
    } catch (JedisDataException e) {
      if (e.getMessage() == null || !e.getMessage().startsWith("READONLY")) {
        throw e;
      }
      JedisClients.clearPools(jedis);
      return command.apply(jedis);
    }
  }

  /**
   * Looks whether Redis is (back) there; runs on the scheduler, so that no request waits for it.
   */
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
        JedisClients.clearPools(current);
        ask(current, probeKey());
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
    if (isCluster()) {
      ClusterConnectionProvider slots = JedisClients.slots(settings);
      opened = JedisClients.openCluster(settings, slots);
      hung = new HungNodes(slots);
    } else {
      opened = JedisClients.open(settings);
    }
    client = opened;
    return opened;
  }

  /** As requests do it: a Redis that can't be written to would answer anything less. */
  private static void ask(UnifiedJedis client, String key) {
    Object unused = client.eval(PROBE, List.of(key), List.of());
  }

  private void lookForHungNodes(UnifiedJedis current, HungNodes nodes) {
    nodes.probe(
        current,
        (jedis, key) -> {
          try {
            ask(jedis, key);
            return true;
          } catch (JedisException e) {
            LOG.log(Level.DEBUG, "A node of Redis is not there", e);
            return false;
          }
        });
    if (breaker.isOpen() && !nodes.have(probeKey())) {
      ask(current, probeKey());
    }
    if (nodes.isEmpty()) {
      breaker.close();
    } else {
      breaker.closeInPart();
    }
  }

  private String probeKey() {
    return settings.keyPrefix() + "{probe}";
  }

  /** Closes all connections. */
  @Override
  public void close() {
    closed = true;
    probes.cancel(true);
    UnifiedJedis current = client;
    if (current != null) {
      current.close();
    }
    closeWaiting();
    development.ifPresent(DevelopmentRedis::close);
  }

  private synchronized void closeWaiting() {
    if (waiting != null) {
      waiting.close();
    }
  }
}
