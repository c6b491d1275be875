package io.buttress.redis;

import java.util.Iterator;
import java.util.List;

/** Reads what {@code acquire-buckets.lua} returns to many, from the first key to the last. */
final class BucketNumbers {
  private final Iterator<?> numbers;
  private long untouched;

  BucketNumbers(List<?> numbers) {
    this.numbers = numbers.iterator();
  }

  /**
   * Of the next key, if it has one caller: used, or -1 - used if it was refused.
   *
   * @param increment what is used of a bucket that nothing was missing from
   */
  long ofSingle(long increment) {
    if (untouched > 0) {
      untouched--;
      return increment;
    }
    if (!numbers.hasNext()) {
      return increment;
    }
    long number = next();
    if (number != 0) {
      return number;
    }
    untouched = next() - 1;
    return increment;
  }

  /** The next number as it is. */
  long next() {
    return ((Number) numbers.next()).longValue();
  }
}
