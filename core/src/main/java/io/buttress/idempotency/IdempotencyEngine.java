package io.buttress.idempotency;

import io.buttress.error.StoreUnavailableException;
import io.buttress.http.HttpAnswer;
import io.buttress.http.RequestView;
import io.buttress.idempotency.IdempotencyListener.Event;
import io.buttress.idempotency.IdempotencyStore.Release;
import io.buttress.idempotency.internal.ClaimKeeper;
import io.buttress.idempotency.internal.Claiming;
import io.buttress.idempotency.internal.Digests;
import io.buttress.idempotency.internal.KeySyntax;
import io.buttress.idempotency.internal.KeySyntax.Reading;
import io.buttress.idempotency.internal.Problems;
import io.buttress.idempotency.internal.RecordFormat;
import io.buttress.idempotency.internal.Recorded;
import io.buttress.idempotency.internal.Refusals;
import io.buttress.idempotency.internal.Settlement;
import io.buttress.idempotency.internal.UnreadableRecordException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests with a key. Safe for many threads.
 *
 * <pre>
 * matching -> check -> None:          the application, untouched
 *                   -> Refused:       render
 *                   -> KeyedRequest:  its body is digested
 *             decide -> Execute:      the application; finish
 *                    -> Replay:       the answer of the first request
 *                    -> Refuse:       render
 *                    -> Unrecorded:   the application
 * </pre>
 */
public final class IdempotencyEngine {
  private static final Logger LOG = System.getLogger(IdempotencyEngine.class.getName());

  private final Claiming claiming;
  private final ClaimKeeper keeper;
  private final IdempotencyListener listener;
  private final Refusals refusals;
  private volatile IdempotencySettings settings;
  private volatile RecordFormat format;

  /**
   * @param keeper renews claims, and stores outcomes; of the same store
   */
  public IdempotencyEngine(
      IdempotencySettings settings,
      IdempotencyStore store,
      ClaimKeeper keeper,
      IdempotencyListener listener) {
    this.claiming = new Claiming(store);
    this.keeper = keeper;
    this.listener = listener;
    this.refusals = new Refusals(listener);
    this.settings = settings;
    this.format = new RecordFormat(settings.keys());
  }

  /** Takes over settings that have changed. Requests that are under way keep their policy. */
  public void reconfigure(IdempotencySettings changed) {
    settings = changed;
    format = new RecordFormat(changed.keys());
  }

  /** The policy for a request, by path, method and class; null: let it pass untouched. */
  public @Nullable IdempotencyPolicy matching(RequestView request) {
    IdempotencySettings now = settings;
    if (!now.enabled()) {
      return null;
    }
    for (IdempotencyPolicy policy : now.policies()) {
      if (policy.match().matches(request)) {
        return policy;
      }
    }
    return null;
  }

  /**
   * Looks whether a request has a key. Asks no store.
   *
   * @param policy what {@link #matching} returned, or what an annotation names
   */
  public KeyCheck check(RequestView request, IdempotencyPolicy policy) {
    Reading reading = KeySyntax.read(request.headers(policy.header()));
    if (reading instanceof Reading.Absent) {
      return policy.required()
          ? new KeyCheck.Refused(refusals.missing(policy))
          : KeyCheck.None.INSTANCE;
    }
    if (reading instanceof Reading.Malformed malformed) {
      return new KeyCheck.Refused(refusals.malformed(policy, malformed.reason()));
    }
    if (reading instanceof Reading.Valid valid) {
      FingerprintSpec spec = policy.fingerprint();
      return new KeyedRequest(
          policy,
          Digests.id(policy, request, valid.key()),
          Digests.head(spec, request),
          Digests.ofBody(spec, request));
    }
    throw new AssertionError(reading);
  }

  /** The same for work that is not an HTTP request. */
  KeyedRequest keyed(IdempotencyPolicy policy, String key, String fingerprint) {
    return new KeyedRequest(
        policy, Digests.id(policy.name(), key), Digests.head(fingerprint), Optional.empty());
  }

  /** Says that a body is longer than what the policy compares. */
  public Refusal tooLarge(KeyedRequest request) {
    return refusals.tooLarge(request.policy());
  }

  /**
   * Decides about a request; claims its key, if that is free. With {@link InFlight#WAIT} that may
   * take as long as the policy says.
   *
   * @param request its body has been digested
   */
  public Decision decide(KeyedRequest request) {
    IdempotencyPolicy policy = request.policy();
    if (!settings.enabled()) {
      return Decision.Unrecorded.INSTANCE;
    }
    ClaimDemand demand = claiming.demand(policy, request.id(), request.fingerprint());
    ClaimResult result;
    try {
      result = claiming.claim(demand, policy);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "A key can't be claimed", e);
      if (e.wasAsked()) {
        keeper.withdraw(demand, policy);
      }
      return withoutStore(policy);
    }
    return decision(result, demand, policy);
  }

  private Decision withoutStore(IdempotencyPolicy policy) {
    if (policy.fallback() == Fallback.OPEN) {
      listener.happened(policy.name(), Event.UNRECORDED);
      return Decision.Unrecorded.INSTANCE;
    }
    return new Decision.Refuse(refusals.storeUnavailable(policy));
  }

  private Decision decision(ClaimResult result, ClaimDemand demand, IdempotencyPolicy policy) {
    if (result instanceof ClaimResult.Acquired acquired) {
      return execute(acquired, demand, policy);
    }
    if (result instanceof ClaimResult.Running running) {
      boolean same = Arrays.equals(running.fingerprint(), demand.fingerprint());
      return new Decision.Refuse(same ? refusals.inFlight(policy) : refusals.mismatch(policy));
    }
    if (result instanceof ClaimResult.Lost lost) {
      boolean same = Arrays.equals(lost.fingerprint(), demand.fingerprint());
      return new Decision.Refuse(same ? refusals.ownerLost(policy) : refusals.mismatch(policy));
    }
    if (result instanceof ClaimResult.Completed completed) {
      return replay(completed.record(), demand, policy);
    }
    throw new AssertionError(result);
  }

  private Decision execute(
      ClaimResult.Acquired acquired, ClaimDemand demand, IdempotencyPolicy policy) {
    Claim claim = new Claim(demand.id(), demand.owner(), acquired.fence());
    keeper.add(claim, policy);
    listener.happened(policy.name(), acquired.afterLoss() ? Event.TAKEN_OVER : Event.EXECUTED);
    return new Decision.Execute(
        new Execution(policy, claim, demand.fingerprint(), acquired.afterLoss()));
  }

  private Decision replay(byte[] record, ClaimDemand demand, IdempotencyPolicy policy) {
    Recorded recorded;
    try {
      recorded = format.read(record, demand.id());
    } catch (UnreadableRecordException e) {
      LOG.log(
          Level.WARNING,
          "A record under the policy {0} {1}: its retry is refused",
          policy.name(),
          e.getMessage());
      return new Decision.Refuse(refusals.notReplayable(policy));
    }
    if (!Arrays.equals(recorded.fingerprint(), demand.fingerprint())) {
      return new Decision.Refuse(refusals.mismatch(policy));
    }
    if (recorded.answer().isEmpty()) {
      return new Decision.Refuse(refusals.notReplayable(policy));
    }
    listener.happened(policy.name(), Event.REPLAYED);
    return new Decision.Replay(recorded.answer().get());
  }

  /**
   * Stores the answer, or gives the key back. Never throws for a store out of reach: it is done
   * later then. A second call does nothing.
   */
  public void finish(Execution execution, Ended ended) {
    if (execution.end()) {
      keeper.end(execution.claim(), execution.policy(), settlement(execution, ended));
    }
  }

  private Settlement settlement(Execution execution, Ended ended) {
    AnswerSpec answers = execution.policy().answers();
    if (ended instanceof Ended.Answered answered
        && answers.profile().stores(answered.answer().status())) {
      boolean fits = answered.answer().body().length <= answers.maxResponse();
      Optional<StoredAnswer> kept = fits ? Optional.of(answered.answer()) : Optional.empty();
      return complete(execution, kept);
    }
    if (ended instanceof Ended.Unkept unkept && answers.profile().stores(unkept.status())) {
      return complete(execution, Optional.empty());
    }
    return new Settlement.GiveUp(Release.FREE);
  }

  private Settlement complete(Execution execution, Optional<StoredAnswer> answer) {
    Recorded outcome = new Recorded(execution.fingerprint(), answer);
    return new Settlement.Complete(
        format.write(outcome, execution.claim().id()),
        answer.isPresent() ? Event.STORED : Event.STORED_WITHOUT_ANSWER);
  }

  /** The answer to a request that is refused. */
  public HttpAnswer render(Refusal refusal) {
    return Problems.answer(refusal);
  }
}
