package io.buttress.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.PipeliningBase;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Reads entries of one shard and then its purges, in one trip and without a script, whose copies of
 * a large entry would cost Redis much more than both reads. A purge that comes in between is seen,
 * as it is read later; and one that was over before a look began was over before this trip did.
 */
final class ReadingTrip implements Lane.Trip<Reading, Answer> {
  /** More than that at once are read by several trips: each may bring a megabyte. */
  static final int AT_ONCE = 16;

  private static final byte[] VARY = "vary".getBytes(US_ASCII);

  private final RedisConnection redis;
  private final Turns turns;
  private final String purges;

  /**
   * @param purges the name of the purges of the shard
   */
  ReadingTrip(RedisConnection redis, Turns turns, String purges) {
    this.redis = redis;
    this.turns = turns;
    this.purges = purges;
  }

  @Override
  public List<Answer> make(List<Reading> demands) {
    if (demands.size() == 1) {
      return read(demands);
    }
    List<Reading> distinct = List.copyOf(new LinkedHashSet<>(demands));
    Map<Reading, Answer> answers = new HashMap<>();
    for (int from = 0; from < distinct.size(); from += AT_ONCE) {
      List<Reading> some = distinct.subList(from, Math.min(distinct.size(), from + AT_ONCE));
      List<Answer> theirs = read(some);
      for (int i = 0; i < some.size(); i++) {
        answers.put(some.get(i), theirs.get(i));
      }
    }
    List<Answer> all = new ArrayList<>(demands.size());
    demands.forEach(demand -> all.add(answers.get(demand)));
    return all;
  }

  @Override
  public void missed(int callers, RuntimeException cause) {
    redis.missed(callers, cause);
  }

  private List<Answer> read(List<Reading> readings) {
    return turns.take(
        () ->
            redis.together(
                readings.get(0).entries(),
                readings.size(),
                commands -> together(commands, readings),
                jedis -> readings.stream().map(reading -> alone(jedis, reading)).toList()));
  }

  private Supplier<List<Answer>> together(PipeliningBase commands, List<Reading> readings) {
    byte[] shard = purges.getBytes(UTF_8);
    List<Response<List<byte[]>>> values = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      values.add(commands.hmget(reading.entries().getBytes(UTF_8), wanted(reading)));
    }
    // Those of several who want the same marks, mostly none, are asked for once.
    Map<List<String>, Response<List<Double>>> asked = new HashMap<>();
    List<Response<List<Double>>> scores = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      scores.add(
          asked.computeIfAbsent(
              reading.marks(), marks -> commands.zmscore(shard, PurgeScores.members(marks))));
    }
    return () -> {
      List<Answer> answers = new ArrayList<>(readings.size());
      for (int i = 0; i < readings.size(); i++) {
        answers.add(answer(values.get(i), readings.get(i).marks(), scores.get(i)));
      }
      return answers;
    };
  }

  /** Something of another type under the key of one must not concern the others. */
  private static Answer answer(
      Supplier<List<byte[]>> values, List<String> marks, Supplier<List<Double>> scores) {
    try {
      return new Answer(values.get(), new PurgeScores(marks, scores.get()));
    } catch (JedisRedirectionException e) {
      throw e;
    } catch (JedisDataException e) {
      if (CommandRefusedException.isMeant(e)) {
        return new Answer(new CommandRefusedException(e));
      }
      throw e;
    }
  }

  private Answer alone(UnifiedJedis jedis, Reading reading) {
    List<String> marks = reading.marks();
    return answer(
        () -> jedis.hmget(reading.entries().getBytes(UTF_8), wanted(reading)),
        marks,
        () -> jedis.zmscore(purges.getBytes(UTF_8), PurgeScores.members(marks)));
  }

  private static byte[][] wanted(Reading reading) {
    byte[][] wanted = new byte[reading.fields().size() + 1][];
    for (int i = 0; i < reading.fields().size(); i++) {
      wanted[i] = reading.fields().get(i).getBytes(US_ASCII);
    }
    wanted[reading.fields().size()] = VARY;
    return wanted;
  }
}
