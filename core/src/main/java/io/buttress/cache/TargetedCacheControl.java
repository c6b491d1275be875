package io.buttress.cache;

import java.util.List;
import java.util.Optional;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.greenbytes.http.sfv.Type;

/**
 * CDN-Cache-Control (RFC 9213): a structured field for caches in front of the origin. If it is
 * valid and not empty, it stands in place of Cache-Control and Expires; else it is ignored.
 */
final class TargetedCacheControl {
  private static final List<String> IN_SECONDS =
      List.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

  private TargetedCacheControl() {}

  /** The directives; empty if the field is absent, empty or not valid (RFC 9213, 2.1). */
  static Optional<CacheControl> of(FieldLines fields) {
    List<String> lines = fields.values("CDN-Cache-Control");
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    try {
      Dictionary dictionary = new Parser(lines).parseDictionary();
      boolean valid =
          !dictionary.get().isEmpty()
              && dictionary.get().entrySet().stream()
                  .allMatch(member -> isValid(member.getKey(), member.getValue()));
      // What is a valid dictionary reads the same as Cache-Control.
      return valid
          ? Optional.of(
              CacheControl.parse(
                  dictionary.get().entrySet().stream().map(TargetedCacheControl::text).toList()))
          : Optional.empty();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static boolean isValid(String name, ListElement<?> value) {
    return !IN_SECONDS.contains(name) || value instanceof IntegerItem;
  }

  private static String text(java.util.Map.Entry<String, ListElement<?>> member) {
    ListElement<?> value = member.getValue();
    if (value instanceof BooleanItem flag) {
      return flag.get() ? member.getKey() : "";
    }
    return member.getKey() + "=" + withoutParameters(value).serialize();
  }

  /** Parameters mean nothing (RFC 9213, 2.1). */
  private static Type<?> withoutParameters(ListElement<?> value) {
    if (value instanceof IntegerItem number) {
      return IntegerItem.valueOf(number.getAsLong());
    }
    return value instanceof StringItem text ? StringItem.valueOf(text.get()) : value;
  }
}
