package io.buttress.internal;

import io.buttress.config.Settings;
import io.buttress.config.Snapshot;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** What the log says at the start. */
final class Announcement {
  private static final Logger LOG = System.getLogger("io.buttress.Buttress");

  private Announcement() {}

  static void of(String application, Settings settings, Snapshot snapshot) {
    List<RateLimitPolicy> policies =
        settings.rateLimit().policies().stream().filter(p -> p.mode() != Mode.OFF).toList();
    LOG.log(
        Level.INFO,
        "Buttress runs for {0}; policies: {1}",
        application,
        policies.isEmpty() ? "none" : names(policies));
    List<RateLimitPolicy> pathless =
        policies.stream().filter(policy -> policy.match().paths().isEmpty()).toList();
    if (!pathless.isEmpty()) {
      LOG.log(
          Level.INFO,
          "Policies without paths, which only annotations and code use: {0}",
          names(pathless));
    }
    if (settings.redis().isEmpty()) {
      LOG.log(
          Level.WARNING,
          "buttress.redis.uri is not set: each node of {0} counts its limits on its own",
          application);
    }
    if (!snapshot.strangers().isEmpty()) {
      LOG.log(
          Level.WARNING,
          "These environment variables are no settings of Buttress, and have no effect: {0}",
          String.join(", ", snapshot.strangers()));
    }
  }

  private static String names(List<RateLimitPolicy> policies) {
    return String.join(", ", policies.stream().map(RateLimitPolicy::name).toList());
  }
}
