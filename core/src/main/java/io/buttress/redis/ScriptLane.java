package io.buttress.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.PipeliningBase;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Brings calls of scripts, each with a key of its own, to Redis. Callers share trips, on which each
 * call stays a call: see {@link Lane}. In a cluster everybody goes alone.
 */
final class ScriptLane {
  /** What is answered to a call that Redis has refused: it may be better understood alone. */
  private static final Object REFUSED = new Object();

  private final RedisConnection redis;
  private final Lane<Call, Object> lane;

  ScriptLane(RedisConnection redis) {
    this.redis = redis;
    // A request that claims and then completes is back at once, too, but no loop.
    this.lane = new Lane<>(new PipelinedTrip(), redis.patience(), new Regulars(0));
  }

  /** One call of a script. */
  private record Call(RedisScript script, String key, List<byte[]> arguments) {}

  /**
   * Runs a script.
   *
   * @return a Long, a byte array, or a list of these
   * @throws io.buttress.error.StoreUnavailableException if Redis is left alone, or does not answer
   *     in time, or refuses the script
   */
  Object run(RedisScript script, String key, List<byte[]> arguments) {
    Call call = new Call(script, key, arguments);
    Object answer = redis.isCluster() ? REFUSED : lane.send(call);
    return answer == REFUSED ? alone(call) : answer;
  }

  private Object alone(Call call) {
    return redis.runBinary(call.script(), List.of(call.key()), call.arguments());
  }

  private final class PipelinedTrip implements Lane.Trip<Call, Object> {
    @Override
    public List<Object> make(List<Call> calls) {
      if (calls.size() == 1) {
        return List.of(alone(calls.get(0)));
      }
      return redis.together(
          calls.get(0).key(),
          calls.size(),
          pipeline -> sent(calls, pipeline),
          jedis -> calls.stream().map(ScriptLane.this::alone).toList());
    }

    @Override
    public void missed(int callers, RuntimeException cause) {
      redis.missed(callers, cause);
    }
  }

  private static Supplier<List<Object>> sent(List<Call> calls, PipeliningBase pipeline) {
    List<Response<Object>> responses = new ArrayList<>(calls.size());
    for (Call call : calls) {
      responses.add(
          pipeline.evalsha(
              Words.bytes(call.script().sha()),
              List.of(Words.bytes(call.key())),
              call.arguments()));
    }
    return () -> responses.stream().map(ScriptLane::answer).toList();
  }

  /** A script that is not known there, a key of another type, a memory that is full. */
  private static Object answer(Response<Object> response) {
    try {
      return response.get();
    } catch (JedisDataException e) {
      return REFUSED;
    }
  }
}
