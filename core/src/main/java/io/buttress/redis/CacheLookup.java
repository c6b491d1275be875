package io.buttress.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.buttress.cache.CacheKey;
import io.buttress.cache.RequestFields;
import io.buttress.cache.Vary;
import io.buttress.cache.internal.Entry;
import io.buttress.cache.internal.SharedCacheStore.Copy;
import io.buttress.cache.internal.SharedCacheStore.Look;
import io.buttress.redis.PurgeScores.Judgement;
import io.buttress.redis.VaryMemory.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds the entry for a request, in one trip to Redis that it shares with whoever looks for
 * something at the same time; see {@link ReadingTrip}.
 */
final class CacheLookup {
  private final CacheKeys keys;
  private final LongSupplier now;
  private final VaryMemory memory = new VaryMemory();
  private final List<Lane<Reading, Answer>> lanes = new ArrayList<>();

  /**
   * @param now milliseconds of Redis's clock, as known here
   */
  CacheLookup(RedisConnection redis, Turns turns, CacheKeys keys, LongSupplier now) {
    this.keys = keys;
    this.now = now;
    for (int shard = 0; shard < keys.shards(); shard++) {
      ReadingTrip trip = new ReadingTrip(redis, turns, keys.purges(shard));
      lanes.add(new Lane<>(trip, redis.patience()));
    }
  }

  /** Something was stored. */
  void saw(CacheKey key, List<String> names) {
    memory.saw(key, names, List.of());
  }

  Look look(CacheKey key, RequestFields requestFields, Optional<Copy> copy) {
    List<Seen> guesses = memory.guesses(key);
    if (copy.isPresent() && guesses.size() == 1) {
      Look look = confirm(key, variant(guesses.get(0).names(), requestFields), copy.get());
      if (look instanceof Look.Unchanged) {
        return look;
      }
    }
    List<String> marks = guesses.size() == 1 ? guesses.get(0).marks() : List.of();
    List<String> fields = new ArrayList<>(guesses.size());
    for (Seen guess : guesses) {
      fields.add('v' + variant(guess.names(), requestFields));
    }
    Answer answer = ask(key, fields, marks);
    byte[] value = answer.first();
    if (value == null) {
      List<String> names = answer.names();
      if (names == null || guesses.stream().anyMatch(guess -> guess.names().equals(names))) {
        return Look.None.NONE;
      }
      saw(key, names);
      answer = ask(key, List.of('v' + variant(names, requestFields)), List.of());
      value = answer.first();
    }
    return value == null ? Look.None.NONE : read(key, value, answer);
  }

  private static String variant(List<String> names, RequestFields requestFields) {
    return names.isEmpty() ? "" : Variant.of(names, Vary.selecting(names, requestFields));
  }

  private Answer ask(CacheKey key, List<String> fields, List<String> marks) {
    Reading reading = new Reading(keys.entries(key), fields, marks);
    return lanes.get(keys.shard(key)).send(reading).orThrow();
  }

  /** Whether the copy is what is there, without asking for it all. */
  private Look confirm(CacheKey key, String variant, Copy copy) {
    Answer answer = ask(key, List.of('a' + variant), copy.marks());
    byte[] asked = answer.first();
    if (asked == null || !new String(asked, US_ASCII).equals(Long.toString(copy.asked()))) {
      return Look.None.NONE;
    }
    return switch (answer.scores().judge(copy.asked(), copy.marks())) {
      case HOLDS -> new Look.Unchanged(false);
      case STALE -> new Look.Unchanged(true);
      case GONE, OPEN -> Look.None.NONE;
    };
  }

  private Look read(CacheKey key, byte[] value, Answer answer) {
    PurgeScores scores = answer.scores();
    Optional<Entry> decoded = answer.entry(value);
    if (decoded.isEmpty()) {
      throw new DamagedException();
    }
    Entry entry = decoded.get();
    if (entry.expires() <= now.getAsLong()) {
      return Look.None.NONE;
    }
    Judgement judgement = scores.judge(entry.asked(), entry.marks());
    if (judgement == Judgement.OPEN) {
      judgement = ask(key, List.of(), entry.marks()).scores().judge(entry.asked(), entry.marks());
    }
    boolean quiet = scores.isQuietSince(entry.asked());
    memory.saw(key, entry.response().varying(), quiet ? List.of() : entry.marks());
    return judgement == Judgement.HOLDS || judgement == Judgement.STALE
        ? new Look.Fetched(entry, judgement == Judgement.STALE)
        : Look.None.NONE;
  }

  /** What is there is not ours, or not whole. */
  static final class DamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedException() {
      super("not an entry", null, false, false);
    }
  }
}
