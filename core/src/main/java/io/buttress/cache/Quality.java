package io.buttress.cache;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The weight of a member of a field that says what a client prefers (RFC 9110, 12.4.2). */
final class Quality {
  private static final Pattern WEIGHT =
      Pattern.compile("(?i);\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)");

  private Quality() {}

  /** From 0 to 1, which it is where the member does not say. */
  static double of(String member) {
    Matcher matcher = WEIGHT.matcher(member);
    return matcher.find() ? Math.min(1, Double.parseDouble(matcher.group(1))) : 1;
  }
}
