package io.buttress.cache;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cache's settings.
 *
 * @param policies the first that matches a request counts
 * @param standard what counts if no policy is named; empty if some are
 * @param showStatus whether answers say in Cache-Status what happened (RFC 9211)
 * @param longestWait for how long a request waits for another one's answer at most
 * @param aloneFor for how long nobody waits after an answer that could not be shared
 * @param refreshes how many responses are fetched at once with nobody waiting, at most
 * @param store what this node keeps
 * @param purgeToken who shows it may purge by request; empty: nobody may
 */
public record CacheSettings(
    List<CachePolicy> policies,
    Optional<CachePolicy> standard,
    boolean showStatus,
    Duration longestWait,
    Duration aloneFor,
    int refreshes,
    Store store,
    Optional<String> purgeToken) {
  public CacheSettings {
    policies = List.copyOf(policies);
  }

  /**
   * What a node keeps in its own memory.
   *
   * @param nearSize in bytes, about; 0: nothing
   * @param nearTtl for how long it is not compared with what all nodes share
   */
  public record Store(long nearSize, Duration nearTtl) {
    /** 32 MiB, ten seconds. */
    public static final Store STANDARD = new Store(32L << 20, Duration.ofSeconds(10));
  }

  /** Without a named policy: the application's own word counts everywhere. */
  public static CacheSettings standard(Profile profile) {
    return new CacheSettings(
        List.of(),
        Optional.of(CachePolicy.standard(profile)),
        true,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        8,
        Store.STANDARD,
        Optional.empty());
  }
}
