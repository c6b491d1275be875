package io.buttress.cache;

import io.buttress.cache.CacheStatus.Forward;
import io.buttress.http.Field;
import java.time.Duration;
import java.util.ArrayList;
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
  private CacheKey key;
  private final Forward reason;
  private final @Nullable StoredResponse stored;
  private final Fills.@Nullable Fill fill;
  private @Nullable Ticket ticket;
  private final boolean collapsed;
  private final long requestTime;
  private final Recorder recorder;
  private final StandIn standIn;
  private Runnable whenOver = () -> {};
  private @Nullable StoredResponse candidate;
  private @Nullable Change change;
  private Parts.@Nullable Right part;
  private Runnable changed = () -> {};
  private boolean settled;
  private boolean over;

  Exchange(
      CacheEngine engine,
      CacheRequest request,
      CachePolicy policy,
      CacheKey key,
      Forward reason,
      @Nullable StoredResponse stored,
      Fills.@Nullable Fill fill,
      @Nullable Ticket ticket,
      boolean collapsed) {
    this.engine = engine;
    this.request = request;
    this.policy = policy;
    this.key = key;
    this.reason = reason;
    this.stored = stored;
    this.fill = fill;
    this.ticket = ticket;
    this.collapsed = collapsed;
    this.requestTime = engine.now();
    this.recorder = new Recorder(engine, request, policy, requestTime);
    this.standIn = new StandIn(engine, request, reason, stored);
  }

  /** When the application was asked: milliseconds since 1970. */
  public long requestTime() {
    return requestTime;
  }

  /** That of a POST, whose answer may stand for a GET (RFC 9110, 9.3.3). */
  static Exchange ofPost(CacheEngine engine, CacheRequest request, CachePolicy policy) {
    CacheKey key = CacheKeys.of(request, policy);
    Exchange exchange =
        new Exchange(engine, request, policy, key, Forward.METHOD, null, null, null, false);
    exchange.change = new Change(engine, request, policy);
    return exchange;
  }

  /** Runs it once nobody waits for this any more. */
  void thenRun(Runnable action) {
    whenOver = action;
  }

  /** That of a request for a part: if it gets one, that is stored by this right. */
  Exchange orForPart(Parts.Right right) {
    part = right;
    return this;
  }

  /** What becomes of an answer whose head is known. */
  public sealed interface Head {
    /** It goes on to the client, with these fields added. */
    record Pass(List<Field> added) implements Head {}

    /**
     * It goes on to the client, with these fields added, and a copy is kept.
     *
     * @param cap the largest body, in bytes
     */
    record Capture(List<Field> added, long cap) implements Head {}

    /** The client gets this answer in its place. */
    record Replace(Reply reply) implements Head {}
  }

  /**
   * The fields of the request that the application is to see in place of the client's.
   *
   * @return by name; an empty list: it is to see none of that name; empty if all are as they came
   */
  public Map<String, List<String>> requestFields() {
    return stored == null ? Map.of() : Validation.conditions(stored);
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

  private boolean validates() {
    return stored != null && Validation.isPossible(stored);
  }

  private StoredResponse stored() {
    if (stored == null) {
      throw new IllegalStateException("nothing is stored");
    }
    return stored;
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
    if (validates() && status == 304) {
      return new Head.Replace(freshen(fields, now));
    }
    Optional<Reply> other = standIn(status, now);
    if (other.isPresent()) {
      return new Head.Replace(other.get());
    }
    if (request.method().equals("HEAD")) {
      return new Head.Pass(statusField(false));
    }
    Change made = change;
    if (made != null) {
      changed = () -> made.answered(status, fields);
    }
    boolean isPart = takePart(status, fields);
    return recorder
        .candidate(status, fields, signs, isPart, terms -> mayBeStored(fields, terms), now)
        .map(storable -> stored(storable, fields, whole, now))
        .orElseGet(() -> unstored(status, fields, whole, now));
  }

  /**
   * Whether the answer is a part that may be stored as such: then that key is meant from now on.
   */
  private boolean takePart(int status, FieldLines fields) {
    Parts.Right right = part;
    if (right == null || !Parts.isPart(status, fields)) {
      return false;
    }
    engine.release(null, key, ticket, false);
    key = right.key();
    ticket = right.ticket();
    part = null;
    return true;
  }

  /** Nobody is to wait for what nobody else will get. */
  private Head unstored(int status, FieldLines fields, Optional<byte[]> whole, long now) {
    // The client's conditions are its own: a 304 tells nothing of what others would get.
    boolean own304 = status == 304 && Validation.isConditional(request);
    if (own304 && fill != null) {
      engine.fills().noteConditional(key.id());
    }
    release(!own304);
    Optional<Field> tag =
        request.method().equals("GET")
            ? UnstoredTags.of(policy, status, fields, whole)
            : Optional.empty();
    FieldLines told = tag.map(field -> fields.with(field.name(), field.value())).orElse(fields);
    List<Field> added = new ArrayList<>(statusField(false));
    tag.ifPresent(added::add);
    return clientHas(status, told, tag.isPresent(), now)
        ? new Head.Replace(Replies.notModified(plus(told, statusField(false))))
        : new Head.Pass(added);
  }

  private Head stored(StoredResponse made, FieldLines fields, Optional<byte[]> whole, long now) {
    StoredResponse tagged = whole.map(body -> Finishing.tagged(made, body, policy)).orElse(made);
    candidate = tagged;
    List<Field> added = new ArrayList<>(statusField(true));
    if (tagged.terms().ownEtag()) {
      tagged.fields().values("ETag").forEach(tag -> added.add(new Field("ETag", tag)));
    }
    if (policy.storage().compression().filter(c -> c.suits(made.status(), fields)).isPresent()) {
      added.addAll(Negotiation.variation(fields));
    }
    FieldLines told = plus(fields, added);
    if (whole.isPresent() && clientHas(made.status(), told, tagged.terms().ownEtag(), now)) {
      ended(whole);
      return new Head.Replace(Replies.notModified(told));
    }
    return new Head.Capture(added, largestBody());
  }

  /** By what of the client's own conditions the application has not seen, or can't judge. */
  private boolean clientHas(int status, FieldLines fields, boolean ownTag, long now) {
    return request.method().equals("GET")
        && status == 200
        && (stored != null || (ownTag && Preconditions.isNamed(request, fields)))
        && Preconditions.isNotModified(request, status, fields, now);
  }

  private static FieldLines plus(FieldLines fields, List<Field> added) {
    List<Field> all = new ArrayList<>(fields.lines());
    all.addAll(added);
    return new FieldLines(all);
  }

  /**
   * The head of an error is known, whose body nobody sees but the client: the container renders it.
   */
  public Head headOfError(int status) {
    Optional<Reply> other = standIn(status, engine.now());
    release(true);
    return other.<Head>map(Head.Replace::new).orElseGet(() -> new Head.Pass(statusField(false)));
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
      release(false);
    }
    return other;
  }

  /** The largest body that is stored, in bytes. */
  public long largestBody() {
    return policy.storage().largestBody();
  }

  /** No copy can be kept of the answer: nobody is to wait for it, nor probably for the next one. */
  public void lost() {
    candidate = null;
    release(true);
  }

  private boolean mayBeStored(FieldLines fields, Terms terms) {
    if (change == null) {
      return ticket != null;
    }
    String location = fields.first("Content-Location");
    return terms.explicit()
        && location != null
        && CacheKeys.mark(request, policy, location).filter(key.marks()::contains).isPresent();
  }

  private Reply freshen(FieldLines of304, long now) {
    StoredResponse fresh = recorder.freshened(stored(), of304, now);
    CacheControl control = engine.directives(fresh.fields(), policy).control();
    boolean storable = !control.has("no-store") && !control.hasForAll("private");
    if (storable && ticket != null) {
      store(fresh);
    }
    release(false);
    return Replies.of(request, fresh, engine.shown(CacheStatus.forwarded(reason, 304, "")), now);
  }

  private List<Field> statusField(boolean stores) {
    String value = engine.shown(CacheStatus.passed(reason, stores, collapsed));
    return value.isEmpty() ? List.of() : List.of(new Field("Cache-Status", value));
  }

  /**
   * The answer has ended.
   *
   * @param body all of it, as it was sent; empty if it is not known, or was not sent to its end
   */
  public void ended(Optional<byte[]> body) {
    StoredResponse waiting = candidate;
    candidate = null;
    changed.run();
    changed = () -> {};
    if (waiting != null && change != null) {
      // What it has changed is purged: so this is asked for after that.
      ticket = engine.ticket(key);
    }
    if (waiting != null && body.isPresent() && ticket != null && fits(waiting, body.get())) {
      store(Finishing.of(waiting, body.get(), policy));
    }
    release(false);
  }

  private static boolean fits(StoredResponse made, byte[] body) {
    return made.status() != 206 || Parts.fits(made, body.length);
  }

  /**
   * The application has failed before it sent anything.
   *
   * @return what is stored, if it may be served in this need (RFC 9111, 4.2.4)
   */
  public Optional<Reply> broken() {
    release(false);
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
    engine.fills().noteForeground(key.id());
  }

  /** Ends the right to ask; once. */
  private void release(boolean unshared) {
    if (!over) {
      over = true;
      engine.release(fill, key, settled ? null : ticket, unshared);
      if (part != null) {
        engine.release(null, part.key(), part.ticket(), false);
      }
      whenOver.run();
    }
  }

  private void store(StoredResponse response) {
    if (ticket != null && engine.store(key, ticket, response, policy)) {
      settled = true;
    }
  }

  /** How long others may wait for this at most. */
  static Duration lease() {
    return Duration.ofSeconds(30);
  }
}
