package io.buttress.config;

import io.buttress.text.Durations;
import io.buttress.text.Nearest;
import io.buttress.text.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The types of values that settings share. */
public final class ValueTypes {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");

  /** Any text, without blanks at its ends. */
  public static final ValueType<String> TEXT = ValueType.of("a text", String::strip);

  /** A text that no message shows. */
  public static final ValueType<Secret> SECRET =
      new ValueType<>("a text, never shown", Secret::new, text -> "***");

  /** MicroProfile Config's own idea of a boolean takes every typing error for false. */
  public static final ValueType<Boolean> SWITCH =
      ValueType.of(
          "true or false",
          text -> {
            String written = text.strip();
            if (written.equals("true") || written.equals("false")) {
              return written.equals("true");
            }
            throw new IllegalArgumentException("allowed is true or false");
          });

  /** Any duration from zero on: {@code 10s}. */
  public static final ValueType<Duration> DURATION =
      ValueType.of(Durations.ALLOWED, Durations::parse);

  /** A size in bytes: {@code 64KiB}. */
  public static final ValueType<Long> SIZE = ValueType.of(Sizes.ALLOWED, Sizes::parse);

  private ValueTypes() {}

  /** A duration within these bounds, which are allowed themselves. */
  public static ValueType<Duration> duration(Duration least, Duration most) {
    return DURATION.where(
        "a duration from " + Durations.format(least) + " to " + Durations.format(most),
        d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0);
  }

  /** A whole number within these bounds, from 0. */
  public static ValueType<Long> number(long least, long most) {
    String allowed = "a whole number from " + least + (most == Long.MAX_VALUE ? "" : " to " + most);
    return ValueType.of(
            allowed,
            text -> {
              if (WHOLE_NUMBER.matcher(text.strip()).matches()) {
                return Long.parseLong(text.strip());
              }
              throw new IllegalArgumentException("allowed is " + allowed);
            })
        .where(allowed, number -> number >= least && number <= most);
  }

  /** A whole number within these bounds, from 0. */
  public static ValueType<Integer> integer(int least, int most) {
    ValueType<Long> number = number(least, most);
    return ValueType.of(number.allowed(), text -> Math.toIntExact(number.parse().apply(text)));
  }

  /** A constant's name in kebab-case. */
  public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(ValueTypes::kebab).toList();
    String allowed = "one of " + String.join(", ", names);
    return ValueType.of(
        allowed,
        text -> {
          int position = names.indexOf(text.strip());
          if (position >= 0) {
            return type.getEnumConstants()[position];
          }
          throw new IllegalArgumentException("allowed is " + allowed + Nearest.hint(text, names));
        });
  }

  /**
   * What a comma separates, without repetition; an empty element is a mistake.
   *
   * @param allowed for messages: 'allowed is …'
   * @param parse reads an element; throws an IllegalArgumentException with a message
   */
  public static <T> ValueType<List<T>> listOf(String allowed, Function<String, T> parse) {
    return ValueType.of(
        allowed,
        text -> {
          Set<T> elements = new LinkedHashSet<>();
          for (String element : split(text)) {
            if (element.isEmpty()) {
              throw new IllegalArgumentException(
                  "a comma has nothing on one side; allowed is " + allowed);
            }
            elements.add(parse.apply(element));
          }
          return List.copyOf(elements);
        });
  }

  /** At commas that no backslash precedes, as MicroProfile Config's own lists. */
  private static List<String> split(String text) {
    List<String> elements = new ArrayList<>();
    for (String element : text.split("(?<!\\\\),", -1)) {
      elements.add(element.replace("\\,", ",").strip());
    }
    return elements;
  }

  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
