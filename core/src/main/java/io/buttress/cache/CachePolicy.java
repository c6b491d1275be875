package io.buttress.cache;

import io.buttress.http.RequestPattern;
import io.buttress.http.RequestView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How the responses to some requests are cached.
 *
 * @param name the policy's name; empty for the one that counts where none is named
 * @param match the requests that are meant; methods other than GET and HEAD are never answered from
 *     the cache
 * @param profile how much is left to the application's word
 * @param shared signs of one user in spite of which a response may be stored and served to all
 * @param key what tells requests apart
 * @param tags the tags of all responses, with path variables in braces
 * @param times how long what is kept
 * @param storage what is stored of what kind
 */
public record CachePolicy(
    String name,
    RequestPattern match,
    Profile profile,
    Set<Identity> shared,
    KeyRules key,
    Set<String> tags,
    Times times,
    Storage storage) {
  public CachePolicy {
    shared = Set.copyOf(shared);
    tags = Set.copyOf(tags);
  }

  /**
   * What belongs to the key beside the URI.
   *
   * @param query what of the query counts
   * @param headers fields of the request whose values count
   * @param cookies cookies whose values count
   * @param variation what else tells requests apart, such as the user or the tenant; the empty text
   *     if nothing does
   */
  public record KeyRules(
      QueryRule query,
      Set<String> headers,
      Set<String> cookies,
      Function<RequestView, String> variation) {
    /** The whole query, and nothing else. */
    public static final KeyRules STANDARD =
        new KeyRules(QueryRule.ALL, Set.of(), Set.of(), request -> "");

    public KeyRules {
      headers = Set.copyOf(headers);
      cookies = Set.copyOf(cookies);
    }
  }

  /**
   * Durations.
   *
   * @param timeToLive by status, for responses that do not say how long they are fresh
   * @param longest no response is fresh for longer
   * @param heuristicLimit no response is taken for fresh for longer where only Last-Modified tells
   * @param staleWhileRevalidate for responses without that directive
   * @param staleIfError for responses without that directive
   * @param keepStale for how long a response is kept when it is not fresh any more, to be validated
   *     or served in need
   * @param jitter by what share, from 0 to 1, a granted time to live may be shorter, by chance, so
   *     that what was stored together does not end together
   * @param earlyRefresh how eagerly a response is fetched anew before its end; 0 for never
   */
  public record Times(
      Map<Integer, Duration> timeToLive,
      Duration longest,
      Duration heuristicLimit,
      Duration staleWhileRevalidate,
      Duration staleIfError,
      Duration keepStale,
      double jitter,
      double earlyRefresh) {
    /** No time to live but the response's own. */
    public static final Times STANDARD =
        new Times(
            Map.of(),
            Duration.ofDays(30),
            Duration.ofDays(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofHours(1),
            0.0,
            0.0);

    public Times {
      timeToLive = Map.copyOf(timeToLive);
    }
  }

  /**
   * What is stored.
   *
   * @param largestBody in bytes; a response with a larger body is passed on and not stored
   * @param overrideContainer whether a no-cache that the container adds under security is taken for
   *     no word of the application
   * @param etags whether responses without an ETag get one
   * @param compression what is stored in gzip, too; empty: nothing
   * @param taggedUnstored up to how many bytes a response gets an ETag that is not stored, so that
   *     it need not be sent again; from 0
   */
  public record Storage(
      long largestBody,
      boolean overrideContainer,
      boolean etags,
      Optional<Compression> compression,
      int taggedUnstored) {
    /** Bodies up to 1 MiB. */
    public static final Storage STANDARD = new Storage(1 << 20, false, true);

    /** Without compression, and without tags on what is not stored. */
    public Storage(long largestBody, boolean overrideContainer, boolean etags) {
      this(largestBody, overrideContainer, etags, Optional.empty(), 0);
    }
  }

  /** What counts where no policy is named: the application's own word. */
  public static CachePolicy standard(Profile profile) {
    return new CachePolicy(
        "",
        RequestPattern.NONE,
        profile,
        Set.of(),
        KeyRules.STANDARD,
        Set.of(),
        Times.STANDARD,
        Storage.STANDARD);
  }

  Optional<Duration> timeToLive(int status) {
    return Optional.ofNullable(times.timeToLive().get(status));
  }

  Duration longest() {
    return times.longest();
  }

  Duration heuristicLimit() {
    return times.heuristicLimit();
  }

  Duration staleWhileRevalidate() {
    return times.staleWhileRevalidate();
  }

  Duration staleIfError() {
    return times.staleIfError();
  }

  /** Whether that sign of one user forbids to store or to serve a response for all. */
  boolean minds(Identity sign) {
    return profile == Profile.SAFE && !shared.contains(sign);
  }
}
