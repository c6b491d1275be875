package io.buttress.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Accept-Language in an order of its own. Order means nothing where the weight is the same (RFC
 * 9110, 12.5.4); but some applications go by it, so only the profile that trusts the RFC does this.
 */
final class Languages {
  private Languages() {}

  static List<String> ordered(List<String> lines) {
    if (lines.isEmpty()) {
      return lines;
    }
    List<String> members = new ArrayList<>(Members.of(lines));
    members.sort(
        Comparator.comparingDouble(Quality::of)
            .reversed()
            .thenComparing(String.CASE_INSENSITIVE_ORDER));
    return List.of(String.join(",", members));
  }
}
