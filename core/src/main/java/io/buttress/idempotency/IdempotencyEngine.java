package io.buttress.idempotency;

import io.buttress.error.StoreUnavailableException;
import io.buttress.http.HttpAnswer;
import io.buttress.http.RequestView;
import io.buttress.idempotency.IdempotencyListener.Event;
import io.buttress.idempotency.IdempotencyStore.Release;
import io.buttress.idempotency.Refusal.Reason;
import io.buttress.idempotency.internal.ClaimKeeper;
import io.buttress.idempotency.internal.Claiming;
import io.buttress.idempotency.internal.Digests;
import io.buttress.idempotency.internal.KeySyntax;
import io.buttress.idempotency.internal.KeySyntax.Reading;
import io.buttress.idempotency.internal.Outcome;
import io.buttress.idempotency.internal.Problems;
import io.buttress.idempotency.internal.RecordFormat;
import io.buttress.idempotency.internal.Settlement;
import io.buttress.idempotency.internal.UnreadableRecordException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests with a key. Safe for many threads.
 *
 * <pre>
 * matching -> decide -> Pass:    the application, untouched
 *                    -> Execute: the application, its request's body digested; finish
 *                    -> Compare: the request's body digested; replay -> Answer or Refuse
 *                    -> Refuse:  render
 * </pre>
 */
public final class IdempotencyEngine {
  private static final Logger LOG = System.getLogger(IdempotencyEngine.class.getName());
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Claiming claiming;
  private final ClaimKeeper keeper;
  private final IdempotencyListener listener;
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
    for (IdempotencyPolicy policy : settings.policies()) {
      if (policy.match().matches(request)) {
        return policy;
      }
    }
    return null;
  }

  /**
   * Decides about a request; claims its key, if that is free. With {@link InFlight#WAIT} that may
   * take as long as the policy says.
   *
   * @param policy what {@link #matching} returned, or what an annotation names
   */
  public Decision decide(RequestView request, IdempotencyPolicy policy) {
    Reading reading = KeySyntax.read(request.headers(policy.header()));
    if (reading instanceof Reading.Absent) {
      return policy.required() ? missing(policy) : Decision.Pass.INSTANCE;
    }
    if (reading instanceof Reading.Malformed malformed) {
      return refuse(
          policy,
          Reason.MALFORMED,
          "The field " + policy.header() + " has no valid key: " + malformed.reason() + ".");
    }
    if (reading instanceof Reading.Valid valid) {
      return isTooLarge(request, policy) ? tooLarge(policy) : claim(request, policy, valid.key());
    }
    throw new AssertionError(reading);
  }

  private Decision missing(IdempotencyPolicy policy) {
    return refuse(
        policy,
        Reason.MISSING,
        "This request needs the field " + policy.header() + " with a key of your choice.");
  }

  private Decision tooLarge(IdempotencyPolicy policy) {
    return refuse(
        policy,
        Reason.TOO_LARGE,
        "With a key the body may have " + policy.fingerprint().maxRequest() + " bytes.");
  }

  /** By what it says itself: a longer one of unknown length is digested while it is read. */
  private static boolean isTooLarge(RequestView request, IdempotencyPolicy policy) {
    String length = request.header("Content-Length");
    if (length == null || !policy.fingerprint().needsBody() || !length.matches("\\d+")) {
      return false;
    }
    return length.length() > 18 || Long.parseLong(length) > policy.fingerprint().maxRequest();
  }

  private Decision claim(RequestView request, IdempotencyPolicy policy, String key) {
    return claim(
        policy,
        Digests.id(policy, request, key),
        Digests.head(policy.fingerprint(), request),
        Digests.ofBody(policy.fingerprint(), request));
  }

  /** The same for work that is not an HTTP request. */
  Decision claim(IdempotencyPolicy policy, String key, String fingerprint) {
    return claim(
        policy, Digests.id(policy.name(), key), Digests.head(fingerprint), Optional.empty());
  }

  private Decision claim(
      IdempotencyPolicy policy, String id, byte[] head, Optional<MessageDigest> body) {
    ClaimDemand demand = claiming.demand(policy, id, head);
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
    return decision(result, demand, policy, body);
  }

  private Decision decision(
      ClaimResult result,
      ClaimDemand demand,
      IdempotencyPolicy policy,
      Optional<MessageDigest> body) {
    if (result instanceof ClaimResult.Acquired acquired) {
      Claim claim = new Claim(demand.id(), demand.owner(), acquired.fence());
      keeper.add(claim, policy);
      listener.happened(policy.name(), acquired.afterLoss() ? Event.TAKEN_OVER : Event.EXECUTED);
      return new Decision.Execute(
          new Execution(policy, claim, demand.head(), body, acquired.afterLoss()));
    }
    if (result instanceof ClaimResult.Running running) {
      return Arrays.equals(running.head(), demand.head()) ? inFlight(policy) : mismatch(policy);
    }
    if (result instanceof ClaimResult.Lost lost) {
      return Arrays.equals(lost.head(), demand.head()) ? ownerLost(policy) : mismatch(policy);
    }
    if (result instanceof ClaimResult.Completed completed) {
      return completed(completed.record(), demand, policy, body);
    }
    throw new AssertionError(result);
  }

  private Decision completed(
      byte[] record, ClaimDemand demand, IdempotencyPolicy policy, Optional<MessageDigest> body) {
    try {
      Outcome outcome = format.read(record, demand.id());
      return new Decision.Compare(new Comparison(policy, demand.head(), body, outcome));
    } catch (UnreadableRecordException e) {
      LOG.log(
          Level.WARNING,
          "A record under the policy {0} {1}: its retry is refused",
          policy.name(),
          e.getMessage());
      return notReplayable(policy);
    }
  }

  private Decision withoutStore(IdempotencyPolicy policy) {
    if (policy.fallback() == Fallback.OPEN) {
      listener.happened(policy.name(), Event.UNRECORDED);
      return Decision.Pass.INSTANCE;
    }
    return new Decision.Refuse(
        refusal(
            policy,
            Reason.STORE_UNAVAILABLE,
            "Nobody can say for the moment whether this request was executed: retry it.",
            SOON));
  }

  private Decision inFlight(IdempotencyPolicy policy) {
    return new Decision.Refuse(
        refusal(
            policy,
            Reason.IN_FLIGHT,
            "The first request with this key is not done yet: retry it later.",
            SOON));
  }

  private Decision ownerLost(IdempotencyPolicy policy) {
    return refuse(
        policy,
        Reason.OWNER_LOST,
        "The server that worked on the first request with this key has vanished. Find out whether"
            + " it was executed; if it was not, send it with a new key.");
  }

  private Decision notReplayable(IdempotencyPolicy policy) {
    return new Decision.Refuse(unreplayable(policy));
  }

  private Refusal unreplayable(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.NOT_REPLAYABLE,
        "The first request with this key was executed, and its answer was not kept. Ask for its"
            + " result in another way.",
        Duration.ZERO);
  }

  private Decision mismatch(IdempotencyPolicy policy) {
    return new Decision.Refuse(mismatched(policy));
  }

  private Refusal mismatched(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.MISMATCH,
        "This key was used for another request before: send this one with a key of its own.",
        Duration.ZERO);
  }

  private Decision refuse(IdempotencyPolicy policy, Reason reason, String detail) {
    return new Decision.Refuse(refusal(policy, reason, detail, Duration.ZERO));
  }

  private Refusal refusal(
      IdempotencyPolicy policy, Reason reason, String detail, Duration retryAfter) {
    listener.happened(policy.name(), Event.valueOf(reason.name()));
    return new Refusal(reason, detail, retryAfter);
  }

  /**
   * What a retry of something that is done gets, now that its body has been read.
   *
   * @param body what {@link Comparison#bodyDigest} makes of it; empty if there is none
   */
  public Replay replay(Comparison comparison, byte[] body) {
    Outcome outcome = comparison.outcome();
    IdempotencyPolicy policy = comparison.policy();
    byte[] fingerprint = Digests.whole(comparison.head(), body);
    if (!MessageDigest.isEqual(fingerprint, outcome.fingerprint())) {
      return new Replay.Refuse(mismatched(policy));
    }
    if (outcome.answer().isEmpty()) {
      return new Replay.Refuse(unreplayable(policy));
    }
    listener.happened(policy.name(), Event.REPLAYED);
    return new Replay.Answer(outcome.answer().get());
  }

  /**
   * Stores the answer, or gives the key back. Never throws for a store out of reach: it is done
   * later then. A second call does nothing.
   *
   * @param body what {@link Execution#bodyDigest} makes of the request's body; empty if there is
   *     none
   */
  public void finish(Execution execution, Ended ended, byte[] body) {
    if (execution.end()) {
      keeper.end(execution.claim(), execution.policy(), settlement(execution, ended, body));
    }
  }

  private Settlement settlement(Execution execution, Ended ended, byte[] body) {
    AnswerSpec answers = execution.policy().answers();
    if (ended instanceof Ended.Answered answered
        && answers.profile().stores(answered.answer().status())) {
      boolean fits = answered.answer().body().length <= answers.maxResponse();
      Optional<StoredAnswer> kept = fits ? Optional.of(answered.answer()) : Optional.empty();
      return complete(execution, kept, body);
    }
    if (ended instanceof Ended.Unkept unkept && answers.profile().stores(unkept.status())) {
      return complete(execution, Optional.empty(), body);
    }
    return new Settlement.GiveUp(Release.FREE);
  }

  private Settlement complete(Execution execution, Optional<StoredAnswer> answer, byte[] body) {
    Outcome outcome = new Outcome(Digests.whole(execution.head(), body), answer);
    return new Settlement.Complete(
        format.write(outcome, execution.claim().id()),
        answer.isPresent() ? Event.STORED : Event.STORED_WITHOUT_ANSWER);
  }

  /** The answer to a request that is refused. */
  public HttpAnswer render(Refusal refusal) {
    return Problems.answer(refusal);
  }
}
