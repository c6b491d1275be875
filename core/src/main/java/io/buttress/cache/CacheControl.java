package io.buttress.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The directives of Cache-Control (RFC 9111, 5.2). Their names are read in any case, arguments as
 * tokens or quoted strings. Where a directive comes more than once the strictest counts; a number
 * of seconds that is none counts as 0 (RFC 9111, 4.2.1: better stale than wrong).
 */
public final class CacheControl {
  /** What overflows is taken for this many seconds (RFC 9111, 1.2.2). */
  public static final long MAX_SECONDS = 1L << 31;

  /** No directive. */
  public static final CacheControl NONE = new CacheControl(Map.of());

  private final Map<String, List<String>> directives;

  private CacheControl(Map<String, List<String>> directives) {
    this.directives = directives;
  }

  /** Reads all lines of the field. */
  public static CacheControl parse(List<String> lines) {
    if (lines.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> directives = new HashMap<>();
    for (String member : Members.of(lines)) {
      int equals = member.indexOf('=');
      String name = equals < 0 ? member : member.substring(0, equals);
      List<String> arguments =
          directives.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>(1));
      arguments.add(equals < 0 ? "" : unquoted(member.substring(equals + 1)));
    }
    return new CacheControl(directives);
  }

  private static String unquoted(String argument) {
    if (argument.length() < 2 || !argument.startsWith("\"") || !argument.endsWith("\"")) {
      return argument;
    }
    return argument.substring(1, argument.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  /** Whether the directive is there, whatever its argument. */
  public boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /**
   * Whether the directive is there without field names: {@code no-cache} and {@code private} then
   * mean the whole response (RFC 9111, 5.2.2.4 and 5.2.2.7).
   */
  public boolean hasForAll(String directive) {
    return directives.getOrDefault(directive, List.of()).contains("");
  }

  /** The names of fields in the directive's argument; empty if it has none. */
  public List<String> fieldNames(String directive) {
    return Members.of(directives.getOrDefault(directive, List.of()));
  }

  /**
   * The directive's seconds, at most {@link #MAX_SECONDS}; empty if it is absent.
   *
   * @return of several the smallest; 0 if one is no number
   */
  public OptionalLong seconds(String directive) {
    List<String> arguments = directives.get(directive);
    if (arguments == null) {
      return OptionalLong.empty();
    }
    return arguments.stream().mapToLong(text -> Math.max(0, deltaSeconds(text))).min();
  }

  /** Delta seconds (RFC 9111, 1.2.2), saturated; -1 if the text has another form. */
  static long deltaSeconds(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    // Eighteen digits fit, whatever they are.
    String digits = text.replaceFirst("^0+(?=.)", "");
    return digits.length() > 18 ? MAX_SECONDS : Math.min(Long.parseLong(digits), MAX_SECONDS);
  }
}
