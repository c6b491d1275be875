package io.buttress.internal;

import io.buttress.config.Settings;
import io.buttress.config.Snapshot;
import io.buttress.http.RequestPattern;
import io.buttress.ratelimit.Mode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the log says at the start. */
final class Announcement {
  private static final Logger LOG = System.getLogger("io.buttress.Buttress");
  private static final String STANDARD = "idempotency.default";

  private Announcement() {}

  /** Settings of a filter, which win over the properties. */
  static void ofFilter(String source, Map<String, String> settings) {
    if (!settings.isEmpty()) {
      LOG.log(Level.INFO, "{0}: {1}", source, String.join(", ", new TreeSet<>(settings.keySet())));
    }
  }

  static void of(
      String application, Settings settings, Snapshot snapshot, List<String> withoutLimits) {
    Map<String, RequestPattern> policies = policies(settings, snapshot);
    LOG.log(
        Level.INFO,
        "Buttress runs for {0}; policies: {1}",
        application,
        policies.isEmpty() ? "none" : String.join(", ", policies.keySet()));
    policies.values().removeIf(match -> !match.paths().isEmpty());
    if (!policies.isEmpty()) {
      LOG.log(
          Level.INFO,
          "Policies without paths, which only annotations and code use: {0}",
          String.join(", ", policies.keySet()));
    }
    if (!withoutLimits.isEmpty()) {
      LOG.log(
          Level.INFO,
          "Policies without limits, which only annotations of these names use: {0}",
          String.join(", ", withoutLimits));
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

  /** By their names, those of the limiter first; what is switched off is left out. */
  private static Map<String, RequestPattern> policies(Settings settings, Snapshot snapshot) {
    Map<String, RequestPattern> policies = new LinkedHashMap<>();
    settings.rateLimit().policies().stream()
        .filter(policy -> policy.mode() != Mode.OFF)
        .forEach(policy -> policies.put(policy.name(), policy.match()));
    settings
        .responseCache()
        .policies()
        .forEach(policy -> policies.put("response-cache." + policy.name(), policy.match()));
    if (settings.idempotency().enabled()) {
      settings
          .idempotency()
          .policies()
          .forEach(policy -> policies.put("idempotency." + policy.name(), policy.match()));
      // What the reader makes where none is named.
      policies.keySet().removeIf(name -> name.equals(STANDARD) && !isWritten(snapshot));
    }
    return policies;
  }

  private static boolean isWritten(Snapshot snapshot) {
    return snapshot.values().keySet().stream()
        .anyMatch(name -> name.startsWith("buttress." + STANDARD + "."));
  }
}
