package io.buttress.cache.internal;

import io.buttress.cache.CacheKey;
import io.buttress.cache.StoredResponse;
import io.buttress.text.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a mark in at most 32 visible ASCII characters: as it is, or as a digest of 96 bits behind
 * a sign that no mark begins with.
 */
public final class MarkText {
  private static final int LONGEST = 32;
  private static final int DIGEST_BYTES = 12;

  private MarkText() {}

  /** Each of them once, in a fixed order. */
  public static List<String> of(Collection<String> marks) {
    List<String> texts = new ArrayList<>(marks.size());
    marks.forEach(mark -> texts.add(of(mark)));
    Collections.sort(texts);
    return texts;
  }

  /** All marks of a response under a key. */
  public static List<String> of(CacheKey key, StoredResponse response) {
    Set<String> marks = new HashSet<>(key.marks());
    marks.addAll(response.tags());
    return of(marks);
  }

  /** One mark. */
  public static String of(String mark) {
    return isPlain(mark) ? mark : '#' + Sha256.name(mark, DIGEST_BYTES);
  }

  private static boolean isPlain(String mark) {
    if (mark.isEmpty() || mark.length() > LONGEST || mark.charAt(0) == '#') {
      return false;
    }
    for (int i = 0; i < mark.length(); i++) {
      if (mark.charAt(i) <= ' ' || mark.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
