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
final class ValueTypes {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");

  static final ValueType<String> TEXT = ValueType.of("a text", String::strip);

  static final ValueType<Secret> SECRET =
      new ValueType<>("a text, never shown", Secret::new, text -> "***");

  /** MicroProfile Config's own idea of a boolean takes every typing error for false. */
  static final ValueType<Boolean> SWITCH =
      ValueType.of(
          "true or false",
          text -> {
            String written = text.strip();
            if (written.equals("true") || written.equals("false")) {
              return written.equals("true");
            }
            throw new IllegalArgumentException("allowed is true or false");
          });

  static final ValueType<Duration> DURATION = ValueType.of(Durations.ALLOWED, Durations::parse);

  static final ValueType<Long> SIZE = ValueType.of(Sizes.ALLOWED, Sizes::parse);

  private ValueTypes() {}

  static ValueType<Duration> duration(Duration least, Duration most) {
    return DURATION.where(
        "a duration from " + Durations.format(least) + " to " + Durations.format(most),
        d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0);
  }

  static ValueType<Long> number(long least, long most) {
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

  static ValueType<Integer> integer(int least, int most) {
    ValueType<Long> number = number(least, most);
    return ValueType.of(number.allowed(), text -> Math.toIntExact(number.parse().apply(text)));
  }

  /** A constant's name in kebab-case. */
  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(ValueTypes::kebab).toList();
    String allowed = "one of " + String.join(", ", names);
    return ValueType.of(
        allowed,
        text -> {
          int position = names.indexOf(text.strip());
          if (position >= 0) {
            return type.getEnumConstants()[position];
          }
          throw new IllegalArgumentException("allowed is " + allowed + meant(text, names));
        });
  }

  /** What a comma separates, without order or repetition; an empty element is a mistake. */
  static <T> ValueType<List<T>> listOf(String allowed, Function<String, T> parse) {
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

  static String meant(String written, List<String> known) {
    return Nearest.of(written, known).map(name -> "; did you mean " + name + "?").orElse("");
  }
}
