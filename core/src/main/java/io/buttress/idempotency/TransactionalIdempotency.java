package io.buttress.idempotency;

import io.buttress.idempotency.Refusal.Reason;
import io.buttress.idempotency.TransactionRecords.Entry;
import java.time.Duration;
import java.util.Optional;

/**
 * Work in a transaction that happens once for each key, whatever crashes when: key, work and result
 * are committed together. It needs no Redis; behind a filter it closes the gap between the commit
 * and the stored answer, as a retry that is executed after a crash finds the result here.
 *
 * <pre>{@code
 * Outcome outcome = orders.execute(call, () -> place(order));   // within the transaction
 * }</pre>
 *
 * <p>If the outcome is refused because another transaction was first, or if the work throws, the
 * transaction has to be rolled back. Safe for many threads.
 */
public final class TransactionalIdempotency {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final TransactionRecords records;

  public TransactionalIdempotency(TransactionRecords records) {
    this.records = records;
  }

  /**
   * Work that may throw.
   *
   * @param <E> what it throws
   */
  @FunctionalInterface
  public interface Work<E extends Exception> {
    /** Does it, and returns what a retry is to be told. */
    String run() throws E;
  }

  /**
   * Does the work, if no transaction has committed it under the key before.
   *
   * @param call the key, as {@link IdempotentCall#ATTRIBUTE} tells it or code chooses it
   * @param work in the caller's transaction
   * @throws E if the work does
   */
  public <E extends Exception> Outcome execute(IdempotentCall call, Work<E> work) throws E {
    Optional<Entry> found = records.find(call.id());
    if (found.isPresent()) {
      return known(found.get(), call);
    }
    if (!records.insert(call.id(), call.fingerprint())) {
      return inFlight();
    }
    return new Outcome.Done(run(call, work), false);
  }

  private static Outcome known(Entry entry, IdempotentCall call) {
    if (!entry.fingerprint().equals(call.fingerprint())) {
      return refused(
          Reason.MISMATCH, "This key was used for another request before.", Duration.ZERO);
    }
    return entry
        .result()
        .<Outcome>map(result -> new Outcome.Done(result, true))
        .orElseGet(TransactionalIdempotency::inFlight);
  }

  private static Outcome inFlight() {
    return refused(
        Reason.IN_FLIGHT, "The first request with this key is not done yet: retry it later.", SOON);
  }

  private static Outcome refused(Reason reason, String detail, Duration retryAfter) {
    return new Outcome.Refused(new Refusal(reason, detail, retryAfter));
  }

  private <E extends Exception> String run(IdempotentCall call, Work<E> work) throws E {
    boolean done = false;
    try {
      String result = work.run();
      records.complete(call.id(), result);
      done = true;
      return result;
    } finally {
      if (!done) {
        remove(call);
      }
    }
  }

  /** For a caller that commits all the same: a key without a result would stay in flight. */
  private void remove(IdempotentCall call) {
    try {
      records.remove(call.id());
    } catch (RuntimeException e) {
      // The transaction is broken, and takes the key with it; the work's exception says why.
      System.getLogger(TransactionalIdempotency.class.getName())
          .log(System.Logger.Level.DEBUG, "A key goes with its transaction", e);
    }
  }
}
