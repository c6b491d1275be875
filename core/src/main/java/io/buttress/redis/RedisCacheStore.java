package io.buttress.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.buttress.cache.CacheKey;
import io.buttress.cache.Purge;
import io.buttress.cache.RequestFields;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Ticket;
import io.buttress.cache.Ticket.Standing;
import io.buttress.cache.internal.Entry;
import io.buttress.cache.internal.EntryCodec;
import io.buttress.cache.internal.MarkText;
import io.buttress.cache.internal.SharedCacheEvents;
import io.buttress.cache.internal.SharedCacheStore;
import io.buttress.error.StoreUnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps responses in Redis, for all nodes. A purge writes an instant into its shard; whether a
 * response was purged is found out when somebody wants it. See cache-purges.lua.
 */
public final class RedisCacheStore implements SharedCacheStore {
  /** The largest entry, and the most marks, that are sent to Redis. */
  static final int LARGEST = 16 * 1024 * 1024;

  static final int MOST_MARKS = 500;
  private static final int MOST_VARIANTS = 64;
  private static final int MOST_PURGES = 50_000;
  private static final int PURGES_AT_ONCE = 500;

  /** Connections that are left to the limiter's trips. */
  private static final int OTHERS = Lane.TRIPS;

  private static final Standing[] STANDINGS = Standing.values();

  private final RedisConnection redis;
  private final CacheScripts scripts;
  private final CacheKeys keys;
  private final ServerTime time;
  private final Turns turns;
  private final CacheLookup lookup;
  private final FillWaiters waiters = new FillWaiters();
  private final String node = HexFormat.of().formatHex(new SecureRandom().generateSeed(8));
  private final AtomicLong tokens = new AtomicLong();

  public RedisCacheStore(RedisConnection redis, InstantSource clock) {
    this(redis, clock, CacheScripts.SHIPPED);
  }

  /** With other texts of the scripts, for tests. */
  RedisCacheStore(RedisConnection redis, InstantSource clock, CacheScripts scripts) {
    this.redis = redis;
    this.scripts = scripts;
    this.keys =
        new CacheKeys(redis.keyPrefix(), redis.isCluster() ? CacheKeys.SHARDS_OF_CLUSTER : 1);
    this.time = new ServerTime(clock);
    this.turns =
        new Turns(Math.max(1, redis.poolSize() - OTHERS), redis.patience().multipliedBy(2));
    this.lookup = new CacheLookup(redis, turns, keys, time::now);
  }

  @Override
  public long now() {
    return time.now();
  }

  @Override
  public int shard(CacheKey key) {
    return keys.shard(key);
  }

  @Override
  public int shards() {
    return keys.shards();
  }

  @Override
  public Look look(CacheKey key, RequestFields requestFields, Optional<Copy> copy) {
    try {
      return lookup.look(key, requestFields, copy);
    } catch (CommandRefusedException | CacheLookup.DamagedException e) {
      remove(key);
      return Look.None.NONE;
    }
  }

  /** Somebody else's data are under our names, or ours are damaged. */
  private void remove(CacheKey key) {
    String[] all = {keys.entries(key), keys.lead(key)};
    long unused = redis.call(all[0], jedis -> jedis.unlink(all));
    String purges = keys.purges(keys.shard(key));
    if (!redis.call(purges, jedis -> jedis.type(purges)).equals("zset")) {
      long unusedToo = redis.call(purges, jedis -> jedis.unlink(purges));
    }
  }

  @Override
  public Ticket begin(CacheKey key, Duration lease) {
    String token = node + '-' + Long.toString(tokens.incrementAndGet(), 36);
    List<String> names = List.of(keys.purges(keys.shard(key)), keys.lead(key));
    List<byte[]> arguments = List.of(ascii(token), ascii(lease.toMillis()));
    long asked = time.local();
    List<?> answer;
    try {
      answer = (List<?>) run(scripts.begin(), names, arguments);
    } catch (CommandRefusedException e) {
      remove(key);
      throw e;
    }
    if (answer == null) {
      throw new StoreUnavailableException("Redis gave no ticket");
    }
    time.learn(asked, (Long) answer.get(2) / 1_000);
    int standing = ((Long) answer.get(1)).intValue();
    return new Ticket((Long) answer.get(0), token, STANDINGS[standing]);
  }

  @Override
  public Optional<Entry> store(
      CacheKey key, Ticket ticket, StoredResponse response, Duration timeToLive) {
    List<String> marks = MarkText.of(key, response);
    long millis = Math.max(1, timeToLive.toMillis());
    Entry entry = new Entry(response, ticket.time(), now() + millis, marks);
    byte[] bytes =
        response.body().length > LARGEST || marks.size() > MOST_MARKS
            ? new byte[0]
            : EntryCodec.encode(entry);
    if (bytes.length == 0 || bytes.length > LARGEST) {
      abandon(key, ticket);
      return Optional.empty();
    }
    try {
      boolean stored = put(key, ticket, entry, millis, bytes);
      lookup.saw(key, response.varying());
      return stored ? Optional.of(entry) : Optional.empty();
    } catch (StoreFullException | CommandRefusedException e) {
      abandon(key, ticket);
      return Optional.empty();
    }
  }

  private boolean put(CacheKey key, Ticket ticket, Entry entry, long millis, byte[] bytes) {
    List<String> names = List.of(keys.entries(key), keys.purges(keys.shard(key)), keys.lead(key));
    StoredResponse response = entry.response();
    List<String> varying = response.varying();
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(ascii(ticket.token()));
    arguments.add(ascii(entry.asked()));
    arguments.add(ascii(millis));
    arguments.add(String.join(",", varying).getBytes(UTF_8));
    arguments.add(ascii(Variant.of(varying, response.selecting())));
    arguments.add(bytes);
    arguments.add(ascii(MOST_VARIANTS));
    arguments.add(ascii(keys.channel()));
    arguments.add(ascii(new CacheEvent.Stored(node, key.id(), entry.asked()).text()));
    entry.marks().forEach(mark -> arguments.add(ascii(mark)));
    return Long.valueOf(1).equals(run(scripts.put(), names, arguments));
  }

  @Override
  public void abandon(CacheKey key, Ticket ticket) {
    end(key, ticket, 0);
  }

  @Override
  public void standAlone(CacheKey key, Ticket ticket, Duration during) {
    end(key, ticket, Math.max(1, during.toMillis()));
  }

  private void end(CacheKey key, Ticket ticket, long alone) {
    List<byte[]> arguments =
        List.of(
            ascii(ticket.token()),
            ascii(alone),
            ascii(keys.channel()),
            ascii(new CacheEvent.Ended(node, key.id()).text()));
    Object unused = run(scripts.end(), List.of(keys.lead(key)), arguments);
  }

  @Override
  public boolean awaitFill(CacheKey key, Duration atMost) throws InterruptedException {
    return waiters.await(key.id(), atMost, () -> isLed(key));
  }

  private boolean isLed(CacheKey key) {
    String name = keys.lead(key);
    String lead = turns.take(() -> redis.call(name, jedis -> String.valueOf(jedis.get(name))));
    return !lead.equals("null") && !lead.equals("alone");
  }

  @Override
  public long[] order(List<Purge> purges) {
    long[] times = new long[shards()];
    StoreUnavailableException failure = null;
    for (int shard = 0; shard < times.length; shard++) {
      try {
        times[shard] = order(shard, purges);
      } catch (StoreUnavailableException e) {
        // The other shards first: they may be on servers that answer.
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return times;
  }

  private long order(int shard, List<Purge> purges) {
    long last = 0;
    for (int from = 0; from < purges.size(); from += PURGES_AT_ONCE) {
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(ascii(MOST_PURGES));
      arguments.add(ascii(keys.channel()));
      arguments.add(ascii(CacheEvent.Purged.beginning(node, shard)));
      int to = Math.min(purges.size(), from + PURGES_AT_ONCE);
      purges.subList(from, to).forEach(purge -> arguments.add(ascii(text(purge))));
      Object answer = run(scripts.purge(), List.of(keys.purges(shard)), arguments);
      last = answer instanceof Long time ? time : last;
    }
    return last;
  }

  private @Nullable Object run(RedisScript script, List<String> names, List<byte[]> arguments) {
    return turns
        .take(() -> Optional.ofNullable(redis.runUnlessFull(script, names, arguments)))
        .orElse(null);
  }

  private static String text(Purge purge) {
    return (purge.soft() ? 's' : 'h') + MarkText.of(purge.mark());
  }

  private static byte[] ascii(long number) {
    return ascii(Long.toString(number));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /**
   * Listens to what other nodes do, until it is closed.
   *
   * @param threads makes the thread that listens
   * @param scheduler sends something now and then, which Redis has to answer
   */
  public AutoCloseable listen(
      SharedCacheEvents events, ThreadFactory threads, ScheduledExecutorService scheduler) {
    Subscription.Listener listener =
        new Subscription.Listener() {
          @Override
          public void connected() {
            events.connected();
          }

          @Override
          public void message(String text) {
            tell(events, CacheEvent.parse(text));
          }
        };
    return Subscription.start(redis, keys.channel(), listener, threads, scheduler);
  }

  private void tell(SharedCacheEvents events, CacheEvent event) {
    if (event instanceof CacheEvent.Purged purged) {
      events.purged(purged.shard(), purged.time(), purged.purges());
    } else if (event instanceof CacheEvent.Stored stored) {
      if (!stored.node().equals(node)) {
        events.replaced(stored.id(), stored.asked());
      }
      // After the old copy is gone: who wakes is not to find it.
      waiters.wake(stored.id());
    } else if (event instanceof CacheEvent.Ended ended) {
      waiters.wake(ended.id());
    }
  }
}
