package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import io.buttress.jaxrs.Cached;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an annotation says of a policy of the response cache, as properties say it. */
final class CachedSettings {
  private CachedSettings() {}

  static Map<String, String> of(Cached annotation, String source) {
    Map<String, String> settings = new TreeMap<>();
    put(settings, "ttl", annotation.ttl());
    put(settings, "stale-while-revalidate", annotation.staleWhileRevalidate());
    put(settings, "stale-if-error", annotation.staleIfError());
    put(settings, "vary-by", annotation.varyBy());
    put(settings, "tags", list(annotation.tags(), "tags", source));
    put(settings, "query", list(annotation.query(), "query", source));
    put(settings, "ignored-query", list(annotation.ignoredQuery(), "ignoredQuery", source));
    put(settings, "key-headers", list(annotation.headers(), "headers", source));
    put(settings, "key-cookies", list(annotation.cookies(), "cookies", source));
    String[] signs =
        Arrays.stream(annotation.shareDespite()).map(AskedPolicy::kebab).toArray(String[]::new);
    put(settings, "share-despite", String.join(", ", signs));
    return settings;
  }

  private static void put(Map<String, String> settings, String name, String value) {
    if (!value.isBlank()) {
      settings.put(name, value);
    }
  }

  private static String list(String[] values, String member, String source) {
    for (String value : values) {
      if (value.contains(",")) {
        throw new ConfigurationException(
            List.of(source + ": " + member + " '" + value + "' has a comma, which stands between"));
      }
    }
    return String.join(", ", values);
  }
}
