package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Fallback;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A policy that an annotation asks for.
 *
 * @param name the policy's name
 * @param settings what the annotation says, as in the properties after the policy's name
 * @param owner who counts together if the name is not the author's own choice
 * @param source where the annotation stands, for messages
 */
record AskedPolicy(String name, Map<String, String> settings, String owner, String source) {
  AskedPolicy {
    settings = Map.copyOf(settings);
  }

  /** What an annotation asks for at its place. */
  static AskedPolicy of(RateLimited annotation, Place place) {
    boolean named = !annotation.policy().isBlank();
    String name = named ? annotation.policy().strip() : place.name();
    String source = "@RateLimited on " + place.source();
    String owner = named ? name : place.source();
    return new AskedPolicy(name, settings(annotation, source), owner, source);
  }

  private static Map<String, String> settings(RateLimited annotation, String source) {
    Map<String, String> settings = new TreeMap<>();
    if (!annotation.limits().isBlank()) {
      settings.put("limits", annotation.limits());
    }
    if (!annotation.key().isBlank()) {
      settings.put("key", annotation.key());
    }
    if (annotation.algorithm() != Algorithm.TOKEN_BUCKET) {
      settings.put("algorithm", kebab(annotation.algorithm()));
    }
    if (annotation.cost() != 1) {
      settings.put("cost", Long.toString(annotation.cost()));
    }
    if (annotation.fallback() != Fallback.LOCAL) {
      settings.put("fallback", kebab(annotation.fallback()));
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

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
