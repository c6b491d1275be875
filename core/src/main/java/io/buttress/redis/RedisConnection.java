package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.buttress.config.RedisUri;
import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.PipeliningBase;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * The way to Redis: client, pool and breaker. Redis need not be there when it is made; the first
 * calls are refused then, until a probe has found it.
 */
public final class RedisConnection implements AutoCloseable {
  private final RedisSettings settings;
  private final Optional<DevelopmentRedis> development;
  private final Breaker breaker;
  private final Lookout lookout;
  private final Calls calls;
  private final WaitingClient waiting;

  private RedisConnection(
      RedisSettings settings,
      Optional<DevelopmentRedis> development,
      ScheduledExecutorService scheduler,
      RedisListener listener) {
    this.settings = settings;
    this.development = development;
    this.breaker = new Breaker(settings, listener);
    this.lookout = new Lookout(settings, breaker, scheduler);
    this.calls = new Calls(lookout, breaker, settings.readTimeout());
    this.waiting = new WaitingClient(settings);
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

  /** How its connections stand, without those of commands that block. */
  public PoolFigures pool() {
    UnifiedJedis current = lookout.client();
    return current == null ? PoolFigures.NONE : PoolFigures.of(current);
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
    return calls.makeUnlessFull(
        keys.get(0),
        jedis -> {
          try {
            return jedis.evalsha(script.sha(), keys, arguments);
          } catch (JedisNoScriptException e) {
            return jedis.eval(script.text(), keys, arguments);
          }
        });
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
    return calls.makeUnlessFull(
        key,
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
    return waiting.call(
        jedis ->
            new ScriptRuns(script, keys, arguments)
                .make(
                    () -> JedisClients.patientPipeline(jedis, keys.get(0), longest),
                    replicas,
                    atMost.toMillis(),
                    () -> JedisClients.findNodes(jedis)));
  }

  /**
   * Takes the first element off a list, waits for one if there is none, and runs a script then or
   * after that time: all in one trip, so nothing has to go to and fro between element and script.
   * It is done on a connection of its own, and does not count for the breaker.
   *
   * @param list of the same slot as the keys
   * @param atMost up to 5 s; less than 1 ms: 1 ms
   * @return what the script has returned, never null
   * @throws StoreUnavailableException if Redis is left alone, or does not answer, or refuses the
   *     script
   */
  public Object runAfterFirst(
      String list, Duration atMost, RedisScript script, List<String> keys, List<String> arguments) {
    if (isOut()) {
      throw new LeftAloneException();
    }
    return waiting.runAfterFirst(list, atMost, new ScriptRuns(script, keys, List.of(arguments)));
  }

  /**
   * A connection beside the pool, for somebody who listens all the time.
   *
   * @throws LeftAloneException if Redis was never there yet
   * @throws JedisException if it is not there now
   */
  ListeningConnection openListening() {
    UnifiedJedis current = lookout.client();
    if (current == null || lookout.isClosed()) {
      throw new LeftAloneException();
    }
    return JedisClients.listen(current, settings);
  }

  /**
   * Runs a script whose arguments or results are bytes.
   *
   * @return a Long, a byte array, null, or a list of these
   */
  Object runBinary(RedisScript script, List<String> keys, List<byte[]> arguments) {
    List<byte[]> names = Words.bytes(keys);
    return calls.make(keys.get(0), 1, jedis -> evaluate(jedis, script, names, arguments));
  }

  /**
   * Runs a script whose arguments or results are bytes.
   *
   * @param key any of the keys
   * @param requests how many requests are waiting for the answer
   * @return a Long, a byte array, null, or a list of these
   */
  Object runBinary(
      RedisScript script, String key, List<byte[]> keys, List<byte[]> arguments, int requests) {
    return calls.make(key, requests, jedis -> evaluate(jedis, script, keys, arguments));
  }

  /**
   * Runs a script like {@link #runBinary}; that Redis has no memory left is not for the breaker, as
   * much can be done that takes none.
   *
   * @throws StoreFullException if Redis works, but has no memory left
   */
  @Nullable Object runUnlessFull(RedisScript script, List<String> keys, List<byte[]> arguments) {
    List<byte[]> names = Words.bytes(keys);
    return calls.makeUnlessFull(keys.get(0), jedis -> evaluate(jedis, script, names, arguments));
  }

  /**
   * Sends commands together, and gives what they say.
   *
   * @param key of the slot in which all keys are
   * @param requests how many requests are waiting for the answer
   * @param together adds them, and says how to make a result of their answers
   * @param apart does the same by one command after the other; in a cluster some commands may be
   *     sent twice then
   */
  <T> T together(
      String key,
      int requests,
      Function<PipeliningBase, Supplier<T>> together,
      Function<UnifiedJedis, T> apart) {
    return calls.make(
        key,
        requests,
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

  /** See {@link Calls#missed}. */
  void missed(int requests, RuntimeException cause) {
    calls.missed(requests, cause);
  }

  /**
   * Sends a command for one request, see {@link Calls#make}.
   *
   * @param key of the slot in which all its keys are
   */
  <T> T call(String key, Function<UnifiedJedis, T> command) {
    return calls.make(key, 1, command);
  }

  /** Closes all connections. */
  @Override
  public void close() {
    lookout.close();
    waiting.close();
    development.ifPresent(DevelopmentRedis::close);
  }
}
