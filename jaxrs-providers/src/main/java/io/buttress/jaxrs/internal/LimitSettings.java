package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Fallback;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an annotation says about limits, as in the properties after a policy's name. */
final class LimitSettings {
  private LimitSettings() {}

  /**
   * Reads an annotation.
   *
   * @throws ConfigurationException if it has a mistake
   */
  static Map<String, String> of(RateLimited annotation, String source) {
    Map<String, String> settings = new TreeMap<>();
    if (!annotation.limits().isBlank()) {
      settings.put("limits", annotation.limits());
    }
    if (!annotation.key().isBlank()) {
      settings.put("key", annotation.key());
    }
    if (annotation.algorithm() != Algorithm.TOKEN_BUCKET) {
      settings.put("algorithm", AskedPolicy.kebab(annotation.algorithm()));
    }
    if (annotation.cost() != 1) {
      settings.put("cost", Long.toString(annotation.cost()));
    }
    if (annotation.fallback() != Fallback.LOCAL) {
      settings.put("fallback", AskedPolicy.kebab(annotation.fallback()));
    }
    for (String roleLimits : annotation.roleLimits()) {
      int equals = roleLimits.indexOf('=');
      if (equals <= 0) {
        throw new ConfigurationException(
            List.of(
                source
                    + ": roleLimits '"
                    + roleLimits
                    + "': allowed is a role, = and limits, such as premium=10000/1h"));
      }
      settings.put(
          "role-limits." + roleLimits.substring(0, equals).strip(),
          roleLimits.substring(equals + 1).strip());
    }
    return settings;
  }
}
