package io.buttress.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.buttress.cache.CacheKey;
import io.buttress.cache.Vary;
import io.buttress.cache.internal.Entry;
import io.buttress.cache.internal.EntryCodec;
import io.buttress.cache.internal.SharedCacheStore.Copy;
import io.buttress.cache.internal.SharedCacheStore.Look;
import io.buttress.redis.PurgeScores.Judgement;
import io.buttress.redis.VaryMemory.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entry for a request: reads the probable entries and then the purges, in one trip and
 * without a script, whose copies of a large entry would cost Redis much more than both reads. A
 * purge that comes in between is seen, as it is read later.
 */
final class CacheLookup {
  private static final byte[] VARY = "vary".getBytes(US_ASCII);

  private final RedisConnection redis;
  private final Turns turns;
  private final CacheKeys keys;
  private final LongSupplier now;
  private final VaryMemory memory = new VaryMemory();

  /**
   * What came back from a trip.
   *
   * @param values those of the fields that were asked for; the last is that of 'vary'
   */
  private record Answer(List<byte @Nullable []> values, PurgeScores scores) {
    byte @Nullable [] first() {
      for (byte[] value : values.subList(0, values.size() - 1)) {
        if (value != null) {
          return value;
        }
      }
      return null;
    }

    @Nullable List<String> names() {
      byte[] vary = values.get(values.size() - 1);
      return vary == null ? null : CacheLookup.names(vary);
    }
  }

  /**
   * @param now milliseconds of Redis's clock, as known here
   */
  CacheLookup(RedisConnection redis, Turns turns, CacheKeys keys, LongSupplier now) {
    this.redis = redis;
    this.turns = turns;
    this.keys = keys;
    this.now = now;
  }

  /** The names of a 'vary': the youngest ticket and the names, apart by a space. */
  private static List<String> names(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    return List.of(text.substring(text.indexOf(' ') + 1).split(",", -1));
  }

  /** Something was stored. */
  void saw(CacheKey key, List<String> names) {
    memory.saw(key, names, List.of());
  }

  Look look(CacheKey key, Function<String, List<String>> requestFields, Optional<Copy> copy) {
    List<Seen> guesses = memory.guesses(key);
    if (copy.isPresent() && guesses.size() == 1) {
      Look look = confirm(key, variant(guesses.get(0).names(), requestFields), copy.get());
      if (look instanceof Look.Unchanged) {
        return look;
      }
    }
    List<String> marks = guesses.size() == 1 ? guesses.get(0).marks() : List.of();
    List<byte[]> fields = new ArrayList<>();
    for (Seen guess : guesses) {
      fields.add(field('v', variant(guess.names(), requestFields)));
    }
    Answer answer = ask(key, fields, marks);
    byte[] value = answer.first();
    if (value == null) {
      List<String> names = answer.names();
      if (names == null || guesses.stream().anyMatch(guess -> guess.names().equals(names))) {
        return Look.None.NONE;
      }
      saw(key, names);
      answer = ask(key, List.of(field('v', variant(names, requestFields))), List.of());
      value = answer.first();
    }
    return value == null ? Look.None.NONE : read(key, value, answer.scores());
  }

  private static String variant(List<String> names, Function<String, List<String>> requestFields) {
    return Variant.of(names, Vary.selecting(names, requestFields));
  }

  private static byte[] field(char kind, String variant) {
    return (kind + variant).getBytes(US_ASCII);
  }

  private Answer ask(CacheKey key, List<byte[]> fields, List<String> marks) {
    byte[] entries = keys.entries(key).getBytes(UTF_8);
    byte[] purges = keys.purges(keys.shard(key)).getBytes(UTF_8);
    byte[][] wanted = fields.toArray(new byte[fields.size() + 1][]);
    wanted[fields.size()] = VARY;
    byte[][] members = PurgeScores.members(marks);
    return turns.take(
        () ->
            redis.readTogether(
                keys.entries(key),
                commands -> {
                  var values = commands.hmget(entries, wanted);
                  var scores = commands.zmscore(purges, members);
                  return () -> new Answer(values.get(), new PurgeScores(marks, scores.get()));
                },
                jedis ->
                    new Answer(
                        jedis.hmget(entries, wanted),
                        new PurgeScores(marks, jedis.zmscore(purges, members)))));
  }

  /** Whether the copy is what is there, without asking for it all. */
  private Look confirm(CacheKey key, String variant, Copy copy) {
    Answer answer = ask(key, List.of(field('a', variant)), copy.marks());
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

  private Look read(CacheKey key, byte[] value, PurgeScores scores) {
    Optional<Entry> decoded = EntryCodec.decode(value);
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
