package io.buttress.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Work without HTTP that happens once for each key: of a message, a job, a batch. Safe for many
 * threads.
 *
 * <pre>{@code
 * Outcome outcome = idempotency.execute(message.id(), message.text(), () -> book(message));
 * }</pre>
 */
public final class Idempotency {
  private static final int OK = 200;

  private final Supplier<IdempotencyPolicy> policy;
  private final IdempotencyEngine engine;

  /**
   * @param policy the one as it is now; its paths, methods, header and scope have no effect
   */
  public Idempotency(Supplier<IdempotencyPolicy> policy, IdempotencyEngine engine) {
    this.policy = policy;
    this.engine = engine;
  }

  /**
   * Does the work, if nobody has done it under the key before. An exception of it is passed on, and
   * leaves the key free. While the store is out of reach it is refused, or done without a record,
   * as the policy says.
   *
   * @param key at least one character; whose it is has to be said in it
   * @param fingerprint what identifies the work; another one under the same key is refused
   * @param work returns what is stored and returned the next time
   * @throws IllegalArgumentException if the key is empty
   */
  public Outcome execute(String key, String fingerprint, Supplier<String> work) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a key needs at least one character");
    }
    Decision decision = engine.decide(engine.keyed(policy.get(), key, fingerprint));
    if (decision instanceof Decision.Execute execute) {
      return new Outcome.Done(execute(execute.execution(), work), false);
    }
    if (decision instanceof Decision.Replay replay) {
      String result = new String(replay.answer().body(), StandardCharsets.UTF_8);
      return new Outcome.Done(result, true);
    }
    if (decision instanceof Decision.Refuse refuse) {
      return new Outcome.Refused(refuse.refusal());
    }
    if (decision instanceof Decision.Unrecorded) {
      return new Outcome.Done(work.get(), false);
    }
    throw new AssertionError(decision);
  }

  private String execute(Execution execution, Supplier<String> work) {
    Ended ended = Ended.Failed.INSTANCE;
    try {
      String result = work.get();
      ended =
          new Ended.Answered(
              new StoredAnswer(OK, List.of(), result.getBytes(StandardCharsets.UTF_8)));
      return result;
    } finally {
      engine.finish(execution, ended);
    }
  }
}
