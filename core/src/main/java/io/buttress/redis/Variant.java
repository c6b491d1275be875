package io.buttress.redis;

import io.buttress.text.Sha256;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which variant of what is stored under a key: with which request fields. Its entry is in field
 * {@code v}, its ticket in field {@code a} and these letters.
 */
final class Variant {
  private static final int DIGEST_BYTES = 12;

  private Variant() {}

  /**
   * Empty if there is no Vary.
   *
   * @param names those in Vary
   * @param selecting the request's values of these; absent ones have no entry
   */
  static String of(List<String> names, Map<String, String> selecting) {
    return names.isEmpty() ? "" : digest(names, selecting);
  }

  private static String digest(List<String> names, Map<String, String> selecting) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      @Nullable String value = selecting.get(name);
      text.append(name);
      // Lengths, so that no value can look like further names.
      text.append(value == null ? "-" : "=" + value.length() + ':' + value).append('\n');
    }
    return Sha256.name(text.toString(), DIGEST_BYTES);
  }
}
