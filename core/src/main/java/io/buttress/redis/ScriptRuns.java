package io.buttress.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Several runs of a script, sent together. Those that were not executed, as the server did not know
 * the script or has not got the slot any more, are sent again; no other.
 */
final class ScriptRuns {
  private static final int ATTEMPTS = 3;

  private final RedisScript script;
  private final List<String> keys;
  private final List<List<String>> arguments;
  private final @Nullable Object[] answers;
  private boolean known = true;
  private @Nullable JedisRedirectionException moved;

  ScriptRuns(RedisScript script, List<String> keys, List<List<String>> arguments) {
    this.script = script;
    this.keys = keys;
    this.arguments = arguments;
    this.answers = new Object[arguments.size()];
  }

  /**
   * Makes the runs.
   *
   * @param pipelines to the server that has the slot
   * @param replicas for how many replicas to wait; zero: for none
   * @param atMostMillis how long
   * @param findSlot called when the slot has moved
   * @return what each has returned, and how many replicas have it
   */
  Replicated make(
      Supplier<AbstractPipeline> pipelines, int replicas, long atMostMillis, Runnable findSlot) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      moved = null;
      try (AbstractPipeline pipeline = pipelines.get()) {
        List<Optional<Response<Object>>> responses = send(pipeline);
        Optional<Response<Long>> wait =
            replicas == 0
                ? Optional.empty()
                : Optional.of(pipeline.waitReplicas(keys.get(0), replicas, atMostMillis));
        pipeline.sync();
        if (take(responses)) {
          List<Object> all = Arrays.stream(answers).map(Objects::requireNonNull).toList();
          return new Replicated(all, wait.map(Response::get).orElse(0L));
        }
      }
      if (moved != null) {
        findSlot.run();
      }
    }
    throw moved == null ? new IllegalStateException("Redis forgets its scripts") : moved;
  }

  private List<Optional<Response<Object>>> send(AbstractPipeline pipeline) {
    List<Optional<Response<Object>>> responses = new ArrayList<>(answers.length);
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != null) {
        responses.add(Optional.empty());
      } else if (known) {
        responses.add(Optional.of(pipeline.evalsha(script.sha(), keys, arguments.get(i))));
      } else {
        responses.add(Optional.of(pipeline.eval(script.text(), keys, arguments.get(i))));
      }
    }
    return responses;
  }

  /** Whether all have been executed by now. */
  private boolean take(List<Optional<Response<Object>>> responses) {
    boolean all = true;
    for (int i = 0; i < answers.length; i++) {
      if (responses.get(i).isEmpty()) {
        continue;
      }
      try {
        answers[i] = responses.get(i).get().get();
      } catch (JedisNoScriptException e) {
        known = false;
        all = false;
      } catch (JedisRedirectionException e) {
        moved = e;
        all = false;
      }
    }
    return all;
  }
}
