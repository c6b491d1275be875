package io.buttress.cache;

import io.buttress.http.HttpDate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How long a response is fresh, and how old it is already (RFC 9111, 4.2). */
final class Freshness {
  /** Statuses whose responses may be taken for fresh by heuristics (RFC 9110, 15.1). */
  private static final Set<Integer> HEURISTIC =
      Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

  /** What a cache usually takes for the share of its past that a page stays as it is. */
  private static final int SHARE_OF_THE_PAST = 10;

  private final int status;
  private final FieldLines fields;
  private final Directives directives;
  private final long requestTime;
  private final long responseTime;

  Freshness(
      int status, FieldLines fields, Directives directives, long requestTime, long responseTime) {
    this.status = status;
    this.fields = fields;
    this.directives = directives;
    this.requestTime = requestTime;
    this.responseTime = responseTime;
  }

  /** Whether responses with that status may be stored though nothing says how long they hold. */
  static boolean isHeuristic(int status) {
    return HEURISTIC.contains(status);
  }

  Terms terms(CachePolicy policy, boolean ownEtag) {
    OptionalLong explicit = explicitLifetime();
    CacheControl control = directives.control();
    long lifetime =
        explicit.orElseGet(
            () ->
                policy
                    .timeToLive(status)
                    .map(Duration::toMillis)
                    .orElseGet(() -> heuristicLifetime(policy)));
    // Who says 0 means that it is not to be used again: that goes before a policy, too.
    Duration whileStale =
        explicit.isPresent() && lifetime == 0 ? Duration.ZERO : policy.staleWhileRevalidate();
    long staleWhileRevalidate = millis(control, "stale-while-revalidate", whileStale);
    return new Terms(
        initialAge(),
        Math.min(lifetime, policy.longest().toMillis()),
        staleWhileRevalidate,
        millis(control, "stale-if-error", policy.staleIfError()),
        explicit.isPresent() && lifetime + staleWhileRevalidate > 0,
        control.has("must-revalidate")
            || control.has("proxy-revalidate")
            || control.has("s-maxage")
            || control.hasForAll("no-cache"),
        control.hasForAll("no-cache"),
        control.has("public"),
        ownEtag);
  }

  private static long millis(CacheControl control, String directive, Duration otherwise) {
    OptionalLong seconds = control.seconds(directive);
    return seconds.isPresent() ? seconds.getAsLong() * 1000 : otherwise.toMillis();
  }

  /** What the response says of it (RFC 9111, 4.2.1), in milliseconds; empty if nothing. */
  OptionalLong explicitLifetime() {
    for (String directive : List.of("s-maxage", "max-age")) {
      OptionalLong seconds = directives.control().seconds(directive);
      if (seconds.isPresent()) {
        return OptionalLong.of(seconds.getAsLong() * 1000);
      }
    }
    if (directives.targeted() || !fields.has("Expires")) {
      return OptionalLong.empty();
    }
    // A date that is none lies in the past (RFC 9111, 5.3).
    OptionalLong expires = date("Expires");
    return OptionalLong.of(
        expires.isPresent() ? Math.max(0, expires.getAsLong() - dateValue()) : 0);
  }

  /** RFC 9111, 4.2.2. */
  private long heuristicLifetime(CachePolicy policy) {
    boolean allowed = HEURISTIC.contains(status) || directives.control().has("public");
    OptionalLong modified = date("Last-Modified");
    if (!allowed || modified.isEmpty()) {
      return 0;
    }
    long past = Math.max(0, dateValue() - modified.getAsLong());
    return Math.min(past / SHARE_OF_THE_PAST, policy.heuristicLimit().toMillis());
  }

  /** RFC 9111, 4.2.3, up to corrected_initial_age. */
  private long initialAge() {
    long apparentAge = Math.max(0, responseTime - dateValue());
    // Dates have whole seconds: less than one is no age.
    long apparent = apparentAge < 1000 ? 0 : apparentAge;
    long correctedAge = ageValue() + (responseTime - requestTime);
    return Math.max(apparent, correctedAge);
  }

  /** The first member of the first line; others are discarded, and what is no number, too. */
  private long ageValue() {
    String line = fields.first("Age");
    if (line == null) {
      return 0;
    }
    int comma = line.indexOf(',');
    return Math.max(
            0, CacheControl.deltaSeconds((comma < 0 ? line : line.substring(0, comma)).strip()))
        * 1000;
  }

  private long dateValue() {
    return date("Date").orElse(responseTime);
  }

  private OptionalLong date(String name) {
    return Optional.ofNullable(fields.first(name))
        .map(text -> HttpDate.parse(text, responseTime))
        .orElse(OptionalLong.empty());
  }
}
