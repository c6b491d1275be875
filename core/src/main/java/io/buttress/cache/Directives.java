package io.buttress.cache;

/**
 * The directives that count for this cache.
 *
 * @param control what they say
 * @param targeted whether they stand in a field for caches like this one, in whose presence
 *     Cache-Control and Expires mean nothing (RFC 9213, 2.2)
 */
record Directives(CacheControl control, boolean targeted) {
  static Directives of(FieldLines fields) {
    return TargetedCacheControl.of(fields)
        .map(control -> new Directives(control, true))
        .orElseGet(() -> new Directives(CacheControl.parse(fields.values("Cache-Control")), false));
  }
}
