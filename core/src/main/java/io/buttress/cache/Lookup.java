package io.buttress.cache;

import io.buttress.cache.CacheStatus.Forward;
import io.buttress.http.Field;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One GET or HEAD: from what is stored to the decision, unless that is {@linkplain Hit a hit}. */
final class Lookup {
  private static final byte[] NOTHING = {};

  private final CacheEngine engine;
  private final CacheRequest request;
  private final CachePolicy policy;
  private final CacheKey key;
  private final Reuse reuse;
  private final Set<Identity> signs;
  private boolean waited;

  Lookup(
      CacheEngine engine,
      CacheRequest request,
      CachePolicy policy,
      CacheKey key,
      Reuse reuse,
      Set<Identity> signs) {
    this.engine = engine;
    this.request = request;
    this.policy = policy;
    this.key = key;
    this.reuse = reuse;
    this.signs = signs;
  }

  /**
   * Decides; may wait.
   *
   * @param first what was found so far; null if nothing
   */
  CacheDecision decide(CacheStore.@Nullable Found first) {
    CacheStore.Found found = first;
    long deadline = CacheEngine.deadline(engine.longestWait());
    while (true) {
      Optional<CacheDecision> answer = answer(found);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (found == null && wantsPart()) {
        return askForPart();
      }
      long left = deadline - System.nanoTime();
      if (isSolitary(found) || left <= 0 || Thread.currentThread().isInterrupted()) {
        Ticket beside = mayBeStored(found != null) ? engine.ticket(key) : null;
        return ask(found, new Claim(engine, key, null, beside));
      }
      Optional<Fills.Fill> fill = engine.fills().begin(key.id());
      Ticket ticket = fill.isPresent() ? engine.lead(key) : null;
      if (fill.isPresent() && !follows(ticket)) {
        return lead(fill.get(), ticket);
      }
      waited = true;
      await(fill, left);
      found = find(key);
    }
  }

  private static boolean follows(@Nullable Ticket ticket) {
    return ticket != null && ticket.standing() == Ticket.Standing.FOLLOWS;
  }

  /** Waits for whoever asks: on this node, if there is no fill to be had, or on another. */
  private void await(Optional<Fills.Fill> fill, long nanos) {
    if (fill.isPresent()) {
      fill.get().end(false);
      engine.awaitOthers(key, nanos);
    } else {
      engine.fills().await(key.id(), nanos);
    }
  }

  private CacheDecision lead(Fills.Fill fill, @Nullable Ticket ticket) {
    // Between the look and the right to ask, whoever had the right may have answered.
    CacheStore.Found found = find(key);
    Optional<CacheDecision> meanwhile = found == null ? Optional.empty() : answer(found);
    if (meanwhile.isPresent()) {
      engine.release(fill, key, ticket, false);
      return meanwhile.get();
    }
    return ask(found, new Claim(engine, key, fill, ticket));
  }

  private boolean wantsPart() {
    return request.method().equals("GET") && request.header("Range") != null;
  }

  /** A part of what is not stored: maybe a part is. */
  private CacheDecision askForPart() {
    CacheKey partKey = CacheKeys.ofPart(key);
    long now = engine.now();
    Optional<StoredResponse> part =
        Optional.ofNullable(find(partKey))
            .filter(found -> reuse.decide(found, now) == Reuse.Course.SERVE)
            .flatMap(found -> Parts.select(request, found.response(), now));
    if (part.isPresent()) {
      return served(part.get(), Optional.empty(), now);
    }
    Ticket ticket = mayBeStored(false) ? engine.ticket(key) : null;
    Ticket forPart = ticket == null ? null : engine.ticket(partKey);
    Claim claim = new Claim(engine, key, null, ticket);
    if (forPart != null) {
      claim.orForPart(new Parts.Right(partKey, forPart));
    }
    return ask(null, claim);
  }

  /** Whether nobody waits for this request's answer, nor this one for others'. */
  private boolean isSolitary(CacheStore.@Nullable Found found) {
    return (found != null && isForItself(found))
        || request.method().equals("HEAD")
        || request.header("Range") != null
        || bearsIdentity()
        || engine.fills().isAlone(key.id())
        || (engine.fills().wasConditional(key.id()) && Validation.isConditional(request));
  }

  /**
   * Whether the answer to another request can't be that to this one, though it is fresh: waiting
   * for it, all would be asked for one after the other.
   */
  private boolean isForItself(CacheStore.Found found) {
    return reuse.wantsItsOwn(found.response()) || (waited && reason(found) == Forward.REQUEST);
  }

  /**
   * The answer to somebody who is known may say that it is for all; mostly it does not. An answer
   * to HEAD can tell of what is there already.
   */
  private boolean mayBeStored(boolean found) {
    return (found || !request.method().equals("HEAD"))
        && !(bearsIdentity() && engine.fills().wasPersonal(key.id()));
  }

  private CacheStore.@Nullable Found find(CacheKey wanted) {
    CacheStore.Found found = engine.find(wanted, request, policy);
    return found != null && Signs.permit(signs, policy, found.response().terms()) ? found : null;
  }

  private boolean bearsIdentity() {
    return Signs.areMinded(signs, policy, true);
  }

  private Optional<CacheDecision> answer(CacheStore.@Nullable Found found) {
    if (found == null) {
      return reuse.onlyIfCached() ? Optional.of(notCached()) : Optional.empty();
    }
    long now = engine.now();
    Reuse.Course course = reuse.decide(found, now);
    StoredResponse response = found.response();
    return switch (course) {
      case SERVE -> Optional.of(served(response, Optional.empty(), now));
      case SERVE_STALE -> Optional.of(servedStale(response, Optional.empty(), now));
      case SERVE_AND_REFRESH -> Optional.of(servedAndFetched(response, now));
      case VALIDATE -> reuse.onlyIfCached() ? Optional.of(notCached()) : Optional.empty();
    };
  }

  private CacheDecision served(StoredResponse response, Optional<Exchange> refresh, long now) {
    long remaining = response.remaining(now);
    return Hit.served(engine, request, policy, response, refresh, remaining, waited, now);
  }

  /** Stale by its age, or by a soft purge. */
  private CacheDecision servedStale(StoredResponse response, Optional<Exchange> refresh, long now) {
    long remaining = Math.min(0, response.remaining(now));
    return Hit.served(engine, request, policy, response, refresh, remaining, waited, now);
  }

  /** What is fresh is served, and fetched anew before it ends. */
  CacheDecision servedEarly(StoredResponse response, long now) {
    return served(response, refresh(response), now);
  }

  /** Where the application can't be asked behind a client's back, one client waits for it. */
  private CacheDecision servedAndFetched(StoredResponse response, long now) {
    if (!engine.fills().isForeground(key.id())) {
      return servedStale(response, refresh(response), now);
    }
    Optional<Claim> mine = rightToFetch();
    return mine.isPresent()
        ? new CacheDecision.Ask(validation(mine.get(), response))
        : servedStale(response, Optional.empty(), now);
  }

  /** To be fetched anew with nobody waiting, unless too many are. */
  private Optional<Exchange> refresh(StoredResponse response) {
    Optional<Claim> right = engine.mayRefresh() ? rightToFetch() : Optional.empty();
    right.ifPresent(
        claim -> {
          engine.refreshBegins();
          claim.thenRun(engine::refreshEnds);
        });
    return right.map(claim -> validation(claim, response));
  }

  /** The right to fetch anew, if nobody has it. */
  private Optional<Claim> rightToFetch() {
    Optional<Fills.Fill> fill =
        request.method().equals("HEAD") ? Optional.empty() : engine.fills().begin(key.id());
    if (fill.isEmpty()) {
      return Optional.empty();
    }
    Ticket ticket = engine.lead(key);
    if (ticket == null || follows(ticket)) {
      fill.get().end(false);
      return Optional.empty();
    }
    return Optional.of(new Claim(engine, key, fill.get(), ticket));
  }

  private Exchange validation(Claim claim, StoredResponse response) {
    engine.listener().asked(policy.name());
    return new Exchange(engine, request, policy, claim, Forward.STALE, response, false, null);
  }

  private CacheDecision notCached() {
    FieldLines fields = new FieldLines(List.of(new Field("Cache-Control", "no-store")));
    return new CacheDecision.Answer(
        new Reply(504, fields, NOTHING, 0, 0, true, true), Optional.empty());
  }

  private CacheDecision ask(CacheStore.@Nullable Found found, Claim claim) {
    engine.listener().asked(policy.name());
    StoredResponse stored = found == null ? null : found.response();
    Forward reason = bearsIdentity() ? Forward.BYPASS : reason(found);
    return new CacheDecision.Ask(
        new Exchange(engine, request, policy, claim, reason, stored, waited, null));
  }

  private Forward reason(CacheStore.@Nullable Found found) {
    if (found == null) {
      return Forward.MISS;
    }
    StoredResponse stored = found.response();
    boolean fresh = !found.softPurged() && stored.remaining(engine.now()) > 0;
    return fresh && !stored.terms().noCache() ? Forward.REQUEST : Forward.STALE;
  }
}
