package io.buttress.cache.internal;

import io.buttress.cache.Gzipped;
import io.buttress.cache.StoredResponse;
import io.buttress.http.Field;
import java.util.List;

/** How many bytes of memory a response takes, about: object headers and references included. */
final class Weights {
  /** What a key, its entry in the cache and a shelf take. */
  static final int SHELF = 400;

  private static final long RESPONSE = 400;
  private static final long STRING = 56;
  private static final long FIELD = 24 + 4 + 2 * STRING;
  private static final long MAPPING = 48 + 2 * STRING;

  private Weights() {}

  static int of(StoredResponse response, List<String> marks) {
    long weight = RESPONSE + response.body().length;
    Gzipped gzipped = response.gzipped();
    if (gzipped != null) {
      weight += FIELD + gzipped.body().length;
    }
    for (Field field : response.fields()) {
      weight += FIELD + field.name().length() + field.value().length();
    }
    for (String tag : response.tags()) {
      weight += MAPPING + tag.length();
    }
    for (String mark : marks) {
      weight += STRING + mark.length();
    }
    for (var selecting : response.selecting().entrySet()) {
      weight += MAPPING + selecting.getKey().length() + selecting.getValue().length();
    }
    return (int) Math.min(Integer.MAX_VALUE / 2, weight);
  }
}
