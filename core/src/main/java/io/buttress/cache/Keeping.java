package io.buttress.cache;

import io.buttress.http.RequestMarks;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is kept of one answer, from its head to its end. */
final class Keeping {
  private final CacheRequest request;
  private final CachePolicy policy;
  private final Claim claim;
  private final Recorder recorder;
  private final @Nullable Change change;
  private @Nullable StoredResponse candidate;
  private Runnable changed = () -> {};

  /**
   * @param change what the request may change, and then may be stored for a GET; null if nothing
   */
  Keeping(
      CacheRequest request,
      CachePolicy policy,
      Claim claim,
      Recorder recorder,
      @Nullable Change change) {
    this.request = request;
    this.policy = policy;
    this.claim = claim;
    this.recorder = recorder;
    this.change = change;
  }

  /**
   * What will be stored if the answer comes to its end; empty if nothing.
   *
   * @param signs that the request has begun to belong to one user
   * @param whole the body, if it is known already
   */
  Optional<StoredResponse> begun(
      int status, FieldLines fields, Set<Identity> signs, Optional<byte[]> whole, long now) {
    Change made = change;
    if (made != null) {
      // Before its client hears of it, and once more for what it changes from now on.
      made.answered(status, fields);
      changed = whole.isPresent() ? () -> {} : () -> made.answered(status, fields);
    }
    boolean isPart = Parts.isPart(status, fields) && claim.turnToPart();
    Optional<StoredResponse> storable =
        recorder
            .candidate(status, fields, signs, isPart, terms -> isAllowed(fields, terms), now)
            .map(
                response ->
                    whole.map(body -> Finishing.tagged(response, body, policy)).orElse(response));
    candidate = storable.orElse(null);
    return storable;
  }

  private boolean isAllowed(FieldLines fields, Terms terms) {
    return !isForbidden()
        && (change == null
            ? claim.isForStoring()
            : change.isAnsweredForGets(fields, terms, claim.key()));
  }

  /** Whether the application has said, other than to the client, that nothing is to be stored. */
  private boolean isForbidden() {
    return request.mark(RequestMarks.NOT_CACHED) != null;
  }

  /** No copy can be made of the answer. */
  void lost() {
    candidate = null;
  }

  /** The answer has ended; with its body if that is known, and came to its end. */
  void ended(Optional<byte[]> body) {
    StoredResponse waiting = candidate;
    candidate = null;
    changed.run();
    changed = () -> {};
    if (waiting != null && change != null) {
      // What it has changed is purged: so this is asked for after that.
      claim.renew();
    }
    if (waiting != null && body.isPresent() && fits(waiting, body.get()) && !isForbidden()) {
      claim.store(Finishing.of(waiting, body.get(), policy), policy);
    }
  }

  private static boolean fits(StoredResponse made, byte[] body) {
    return made.status() != 206 || Parts.fits(made, body.length);
  }

  /**
   * What is stored, made fresh by what the application says of it, and stored again if others may
   * have that.
   *
   * @param news the fields of a 304, or of an answer to HEAD
   * @param signs that the request has begun to belong to one user
   */
  StoredResponse freshened(StoredResponse stored, FieldLines news, Set<Identity> signs, long now) {
    StoredResponse fresh = recorder.freshened(stored, news, now);
    if (recorder.mayReplace(fresh, news, signs) && !isForbidden()) {
      claim.store(fresh, policy);
    }
    return fresh;
  }

  /** What is stored is fresh from now on, or stale, as the answer to a HEAD has it. */
  void compared(StoredResponse stored, FieldLines ofHead, Set<Identity> signs, long now) {
    if (Validation.isConfirmed(stored, ofHead, policy.profile())) {
      StoredResponse unused = freshened(stored, ofHead, signs, now);
    } else if (stored.remaining(now) > 0) {
      claim.store(stored.with(stored.fields(), stored.terms().withLifetime(0)), policy);
    }
  }
}
