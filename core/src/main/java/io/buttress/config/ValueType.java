package io.buttress.config;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What may be written as a value.
 *
 * @param allowed for messages: 'allowed is …'
 * @param parse throws an IllegalArgumentException with a message if the value is not allowed
 * @param shown the value as a message may show it
 */
public record ValueType<T>(String allowed, Function<String, T> parse, UnaryOperator<String> shown) {
  /** A type whose values may be shown. */
  public static <T> ValueType<T> of(String allowed, Function<String, T> parse) {
    return new ValueType<>(allowed, parse, UnaryOperator.identity());
  }

  /** The same, with a narrower idea of what is allowed. */
  public ValueType<T> where(String narrower, Predicate<T> test) {
    return new ValueType<>(
        narrower,
        text -> {
          T value = parse.apply(text);
          if (!test.test(value)) {
            throw new IllegalArgumentException("allowed is " + narrower);
          }
          return value;
        },
        shown);
  }
}
