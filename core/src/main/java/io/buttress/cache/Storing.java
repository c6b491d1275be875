package io.buttress.cache;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** May a response be stored, and what of it (RFC 9111, 3)? */
final class Storing {
  /** Fields of the connection or of the hop (RFC 9111, 3.1; RFC 9110, 7.6.1). */
  private static final Set<String> OF_THE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Fields that say something of this response to this request only. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          "age",
          "cache-status",
          "content-length",
          "idempotency-replayed",
          "ratelimit",
          "ratelimit-policy",
          "retry-after-ms",
          "x-ratelimit-limit",
          "x-ratelimit-remaining",
          "x-ratelimit-reset");

  /** Statuses that this cache understands (RFC 9111, 3; 5.2.2.3). */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          200, 201, 202, 203, 204, 205, 300, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405,
          406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 428, 429, 431,
          451, 500, 501, 502, 503, 504, 505, 511);

  /**
   * Statuses that tell of fields that no key has, such as Range, or of the client: who provokes one
   * must not provoke it for all. Four of them must never be stored (RFC 6585, 3 to 6).
   */
  private static final Set<Integer> OF_THE_REQUEST = Set.of(412, 416, 417, 428, 429, 431, 511);

  /** Errors that come of the URI and the method (RFC 9110, 15.1; RFC 7725). */
  private static final Set<Integer> OF_THE_URI = Set.of(404, 405, 410, 414, 451, 501);

  private final CachePolicy policy;
  private final CacheRequest request;
  private final Set<Identity> signs;

  /**
   * @param signs of one user that the request bears, or has begun to bear
   */
  Storing(CachePolicy policy, CacheRequest request, Set<Identity> signs) {
    this.policy = policy;
    this.request = request;
    this.signs = signs;
  }

  /** Why not; {@link Refusal#NONE} if it may. */
  Refusal refusal(int status, FieldLines fields, Directives directives, Terms terms) {
    CacheControl control = directives.control();
    if (forbidsStoring(request)
        || (control.has("no-store")
            && !(control.has("must-understand") && UNDERSTOOD.contains(status)))) {
      return Refusal.NO_STORE;
    }
    if (status < 200 || status == 206 || status == 304 || OF_THE_REQUEST.contains(status)) {
      // A part is no whole.
      return Refusal.STATUS;
    }
    if (control.has("must-understand") && !UNDERSTOOD.contains(status)) {
      return Refusal.STATUS;
    }
    if (control.hasForAll("private")) {
      return Refusal.PRIVATE;
    }
    if (policy.profile() == Profile.SAFE && isOfOne(status) && !terms.forEverybody()) {
      return Refusal.STATUS;
    }
    if (Vary.names(fields.values("Vary")).isEmpty()) {
      return Refusal.VARY;
    }
    if (!mayBeShared(control, terms, fields)) {
      return Refusal.IDENTITY;
    }
    boolean usable =
        terms.lifetime() > 0 || terms.staleWhileRevalidate() > 0 || hasValidator(fields);
    return usable && isCacheable(status, terms) ? Refusal.NONE : Refusal.NOT_FRESH;
  }

  /** By its status, or as somebody says so (RFC 9111, 3). */
  private boolean isCacheable(int status, Terms terms) {
    return Freshness.isHeuristic(status)
        || terms.explicit()
        || terms.forEverybody()
        || policy.timeToLive(status).isPresent();
  }

  /**
   * Whether what newer fields have made fresh may take the place of what is stored, for others too.
   *
   * @param news the fields of a 304, or of an answer to HEAD
   * @param control of what is fresh
   */
  boolean mayReplace(StoredResponse fresh, FieldLines news, CacheControl control) {
    return !forbidsStoring(request)
        && !control.has("no-store")
        && !control.hasForAll("private")
        && Vary.names(fresh.fields().values("Vary"))
            .filter(fresh.varying()::containsAll)
            .isPresent()
        && mayBeShared(control, fresh.terms(), news);
  }

  private static boolean forbidsStoring(CacheRequest request) {
    return CacheControl.parse(request.headers("Cache-Control")).has("no-store");
  }

  /**
   * Whether it is an error that another request for the same URI would maybe not get: anybody could
   * provoke it with a field that does not count, for all to see.
   */
  private boolean isOfOne(int status) {
    return status >= 400 && !OF_THE_URI.contains(status) && policy.timeToLive(status).isEmpty();
  }

  private static boolean hasValidator(FieldLines fields) {
    return fields.has("ETag") || fields.has("Last-Modified");
  }

  /** A nonce that many get is none (Content Security Policy Level 3, 7.1). */
  private static boolean hasNonce(FieldLines fields) {
    return Stream.of("Content-Security-Policy", "Content-Security-Policy-Report-Only")
        .flatMap(name -> fields.values(name).stream())
        .anyMatch(value -> value.contains("'nonce-"));
  }

  private boolean mayBeShared(CacheControl control, Terms terms, FieldLines fields) {
    if (terms.forEverybody()) {
      return true;
    }
    if (policy.profile() == Profile.SAFE && hasNonce(fields)) {
      return false;
    }
    // RFC 9111, 3.5.
    boolean named = control.has("must-revalidate") || control.has("s-maxage");
    if (request.header("Authorization") != null
        && !named
        && !policy.shared().contains(Identity.AUTHORIZATION)) {
      return false;
    }
    Set<Identity> all = signs.isEmpty() ? EnumSet.noneOf(Identity.class) : EnumSet.copyOf(signs);
    if (fields.has("Set-Cookie")) {
      all.add(Identity.SET_COOKIE);
    }
    if (terms.explicit()) {
      all.remove(Identity.COOKIE);
    }
    return all.stream().noneMatch(policy::minds);
  }

  /** The fields that are stored. */
  FieldLines kept(FieldLines fields, CacheControl control) {
    Set<String> left = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    left.addAll(OF_THE_HOP);
    left.addAll(OF_THE_MOMENT);
    left.addAll(Members.of(fields.values("Connection")));
    left.addAll(control.fieldNames("no-cache"));
    left.addAll(control.fieldNames("private"));
    if (policy.profile() == Profile.SAFE) {
      left.add("Set-Cookie");
    }
    Set<String> lower =
        left.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return fields.without(name -> lower.contains(name.toLowerCase(Locale.ROOT)));
  }

  /** Why a response is not stored. */
  enum Refusal {
    NONE,
    NO_STORE,
    PRIVATE,
    STATUS,
    VARY,
    IDENTITY,
    NOT_FRESH
  }
}
