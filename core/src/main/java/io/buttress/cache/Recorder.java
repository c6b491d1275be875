package io.buttress.cache;

import io.buttress.cache.Storing.Refusal;
import io.buttress.http.HttpDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Makes what is stored of what the application answers. */
final class Recorder {
  /** By these a response tells its age. */
  private static final Set<String> TOLD_AGAIN = Set.of("age", "date");

  private final CacheEngine engine;
  private final CacheRequest request;
  private final CachePolicy policy;
  private final long requestTime;

  Recorder(CacheEngine engine, CacheRequest request, CachePolicy policy, long requestTime) {
    this.engine = engine;
    this.request = request;
    this.policy = policy;
    this.requestTime = requestTime;
  }

  /**
   * An answer, still without its body.
   *
   * @param signs that the request has begun to belong to one user
   * @param part whether it is a part, which is stored by the rules for the whole
   * @param right whether it may be stored on those terms
   * @return empty if it may not be stored
   */
  Optional<StoredResponse> candidate(
      int status,
      FieldLines fields,
      Set<Identity> signs,
      boolean part,
      Predicate<Terms> right,
      long now) {
    int rules = part ? 200 : status;
    Directives directives = engine.directives(fields, policy);
    Terms terms = new Freshness(rules, fields, directives, requestTime, now).terms(policy, false);
    Storing storing = new Storing(policy, request, Signs.of(request, policy, signs));
    Set<String> tags = Tags.of(request, policy, fields);
    if (!right.test(terms)
        || storing.refusal(rules, fields, directives, terms) != Refusal.NONE
        || tags.size() > Tags.MOST
        || isTooLarge(fields)) {
      return Optional.empty();
    }
    FieldLines all = storing.kept(fields, directives.control());
    FieldLines kept = part ? Parts.noted(all, request) : all;
    return Optional.of(of(status, kept, terms, tags, fields, now));
  }

  private boolean isTooLarge(FieldLines fields) {
    String length = fields.first("Content-Length");
    return length != null
        && CacheControl.deltaSeconds(length.strip()) > policy.storage().largestBody();
  }

  private StoredResponse of(
      int status, FieldLines kept, Terms terms, Set<String> tags, FieldLines sent, long now) {
    Set<String> names = new TreeSet<>(Vary.names(sent.values("Vary")).orElse(List.of()));
    names.addAll(request.varying());
    if (sent.has("Content-Encoding")) {
      // What is encoded is not for everybody, whether the application says so or not.
      names.add("accept-encoding");
    }
    List<String> varying = List.copyOf(names);
    return new StoredResponse(
        status,
        kept.has("Date") ? kept : kept.with("Date", HttpDate.format(now)),
        new byte[0],
        requestTime,
        now,
        Vary.selecting(varying, Vary.fields(request, policy)),
        varying,
        tags,
        policy.name(),
        terms);
  }

  /**
   * Whether what newer fields have made fresh may be stored.
   *
   * @param news the fields of a 304, or of an answer to HEAD
   * @param signs that the request has begun to belong to one user
   */
  boolean mayReplace(StoredResponse fresh, FieldLines news, Set<Identity> signs) {
    return new Storing(policy, request, Signs.of(request, policy, signs))
        .mayReplace(fresh, news, engine.directives(fresh.fields(), policy).control());
  }

  /** What is stored, with newer fields in place of its own (RFC 9111, 4.3.4 and 4.3.5). */
  StoredResponse freshened(StoredResponse old, FieldLines news, long now) {
    FieldLines fields = Validation.freshened(old, news);
    Directives directives = engine.directives(fields, policy);
    // Those that are stored tell of another time.
    FieldLines aged =
        fields.without(
            name -> TOLD_AGAIN.contains(name.toLowerCase(Locale.ROOT)) && !news.has(name));
    Terms terms =
        new Freshness(old.status(), aged, directives, requestTime, now)
            .terms(policy, old.terms().ownEtag());
    FieldLines kept = new Storing(policy, request, Set.of()).kept(fields, directives.control());
    return new StoredResponse(
        old.status(),
        news.has("Date") ? kept : kept.with("Date", HttpDate.format(now)),
        old.body(),
        requestTime,
        now,
        old.selecting(),
        old.varying(),
        old.tags(),
        old.policy(),
        terms,
        old.gzipped());
  }
}
