package io.buttress.cache;

import io.buttress.cache.CacheStatus.Forward;
import io.buttress.http.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One time that the application is asked, and what becomes of its answer. An edge asks {@link
 * #head} when the head of the answer is known, and tells the end by {@link #ended} or {@link
 * #broken}, exactly once.
 */
public final class Exchange {
  private final CacheEngine engine;
  private final CacheRequest request;
  private final CachePolicy policy;
  private final Forward reason;
  private final Claim claim;
  private final long requestTime;
  private final Optional<StoredResponse> stored;
  private final StandIn standIn;
  private final Passage passage;
  private final Keeping keeping;

  /**
   * @param stored what is to be validated; null if nothing is
   * @param collapsed whether the client has waited for another one's answer before
   * @param change what the request may change; null if it is a GET or HEAD
   */
  Exchange(
      CacheEngine engine,
      CacheRequest request,
      CachePolicy policy,
      Claim claim,
      Forward reason,
      @Nullable StoredResponse stored,
      boolean collapsed,
      @Nullable Change change) {
    this.engine = engine;
    this.request = request;
    this.policy = policy;
    this.claim = claim;
    this.reason = reason;
    this.requestTime = engine.now();
    this.stored = Optional.ofNullable(stored);
    this.standIn = new StandIn(engine, request, reason, stored);
    this.passage = new Passage(engine, request, policy, reason, stored != null, collapsed);
    Recorder recorder = new Recorder(engine, request, policy, requestTime);
    this.keeping = new Keeping(request, policy, claim, recorder, change);
  }

  /** That of a POST, whose answer may stand for a GET (RFC 9110, 9.3.3). */
  static Exchange ofPost(CacheEngine engine, CacheRequest request, CachePolicy policy) {
    Claim claim = new Claim(engine, CacheKeys.of(request, policy), null, null);
    Change change = new Change(engine, request, policy);
    return new Exchange(engine, request, policy, claim, Forward.METHOD, null, false, change);
  }

  /** When the application was asked: milliseconds since 1970. */
  public long requestTime() {
    return requestTime;
  }

  /**
   * The fields of the request that the application is to see in place of the client's.
   *
   * @return by name; an empty list: it is to see none of that name; empty if all are as they came
   */
  public Map<String, List<String>> requestFields() {
    return stored.map(Validation::conditions).orElse(Map.of());
  }

  /**
   * For how many bytes of body an edge waits with the head, if that costs it nothing but memory:
   * with a whole body, {@link #head} can do more.
   *
   * @return 0 for none
   */
  public int awaited() {
    return request.method().equals("GET") ? policy.storage().taggedUnstored() : 0;
  }

  /** Whether what the container said under security before the application was asked is no word. */
  public boolean overridesContainer() {
    return policy.storage().overrideContainer();
  }

  /** The same of an answer whose end is not known yet. */
  public Head head(int status, FieldLines fields, Set<Identity> signs) {
    return head(status, fields, signs, Optional.empty());
  }

  /**
   * The head of the answer is known, and nothing of it was sent.
   *
   * @param signs that the request has begun to belong to one user since it came
   * @param whole the body, if the application has written all of it already
   */
  public Head head(int status, FieldLines fields, Set<Identity> signs, Optional<byte[]> whole) {
    long now = engine.now();
    Optional<StoredResponse> valid =
        stored.filter(response -> status == 304 && Validation.isPossible(response));
    if (valid.isPresent()) {
      return new Head.Replace(freshened(valid.get(), fields, signs, now));
    }
    Optional<Reply> other = standIn(status, now);
    if (other.isPresent()) {
      return new Head.Replace(other.get());
    }
    if (request.method().equals("HEAD")) {
      return headOfHead(status, fields, signs, now);
    }
    return keeping
        .begun(status, fields, signs, whole, now)
        .map(storable -> stored(storable, fields, whole, now))
        .orElseGet(() -> unstored(status, fields, whole, now));
  }

  /** Nobody is to wait for what nobody else will get. */
  private Head unstored(int status, FieldLines fields, Optional<byte[]> whole, long now) {
    // The client's conditions are its own: a 304 tells nothing of what others would get.
    boolean own304 = status == 304 && Validation.isConditional(request);
    if (own304) {
      claim.noteConditional();
    }
    claim.release(!own304);
    return passage.unstored(status, fields, whole, now);
  }

  /** An answer without content stores nothing, but tells of what is stored (RFC 9111, 4.3.5). */
  private Head headOfHead(int status, FieldLines fields, Set<Identity> signs, long now) {
    stored
        .filter(response -> response.status() == status)
        .ifPresent(response -> keeping.compared(response, fields, signs, now));
    claim.release(false);
    return new Head.Pass(passage.status(false));
  }

  private Head stored(
      StoredResponse storable, FieldLines fields, Optional<byte[]> whole, long now) {
    List<Field> added = passage.addedToStored(storable, fields);
    if (whole.isPresent()) {
      Optional<Head> known = passage.notModified(storable, fields, added, now);
      if (known.isPresent()) {
        ended(whole);
        return known.get();
      }
    }
    return new Head.Capture(added, largestBody());
  }

  /**
   * The head of an error is known, whose body nobody sees but the client: the container renders it.
   */
  public Head headOfError(int status) {
    Optional<Reply> other = standIn(status, engine.now());
    claim.release(true);
    return other.<Head>map(Head.Replace::new).orElseGet(() -> new Head.Pass(passage.status(false)));
  }

  /**
   * For edges that learn the status of an answer earlier than the rest of its head.
   *
   * @return what the client gets in place of an error; empty if it is to get the error
   */
  public Optional<Reply> inPlaceOf(int status) {
    return standIn(status, engine.now());
  }

  private Optional<Reply> standIn(int status, long now) {
    Optional<Reply> other = standIn.forError(status, now);
    if (other.isPresent()) {
      claim.release(false);
    }
    return other;
  }

  /** The largest body that is stored, in bytes. */
  public long largestBody() {
    return policy.storage().largestBody();
  }

  /** No copy can be kept of the answer: nobody is to wait for it, nor probably for the next one. */
  public void lost() {
    keeping.lost();
    claim.release(true);
  }

  private Reply freshened(
      StoredResponse response, FieldLines of304, Set<Identity> signs, long now) {
    StoredResponse fresh = keeping.freshened(response, of304, signs, now);
    claim.release(false);
    return Replies.of(request, fresh, engine.shown(CacheStatus.forwarded(reason, 304, "")), now);
  }

  /**
   * The answer has ended.
   *
   * @param body all of it, as it was sent; empty if it is not known, or was not sent to its end
   */
  public void ended(Optional<byte[]> body) {
    keeping.ended(body);
    claim.release(false);
  }

  /**
   * The application has failed before it sent anything.
   *
   * @return what is stored, if it may be served in this need (RFC 9111, 4.2.4)
   */
  public Optional<Reply> broken() {
    claim.release(false);
    return standIn.forNothing(engine.now());
  }

  /** Whether {@link #broken} would find something now. */
  public boolean canStandIn() {
    return standIn.isThere(engine.now());
  }

  /**
   * The application can't answer this with nobody waiting: the next time that it is to be asked so,
   * one client waits for it, and the others still do not.
   */
  public void needsClient() {
    engine.fills().noteForeground(claim.key().id());
  }

  /** How long others may wait for this at most. */
  static Duration lease() {
    return Duration.ofSeconds(30);
  }
}
