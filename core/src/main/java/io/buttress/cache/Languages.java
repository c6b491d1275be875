package io.buttress.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Accept-Language in an order of its own. Order means nothing where the weight is the same (RFC
 * 9110, 12.5.4); but some applications go by it, so only the profile that trusts the RFC does this.
 */
final class Languages {
  private static final Pattern WEIGHT =
      Pattern.compile("(?i);\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)");

  private Languages() {}

  static List<String> ordered(List<String> lines) {
    if (lines.isEmpty()) {
      return lines;
    }
    List<String> members = new ArrayList<>(Members.of(lines));
    members.sort(
        Comparator.comparingDouble(Languages::weight)
            .reversed()
            .thenComparing(String.CASE_INSENSITIVE_ORDER));
    return List.of(String.join(",", members));
  }

  private static double weight(String member) {
    Matcher matcher = WEIGHT.matcher(member);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 1;
  }
}
