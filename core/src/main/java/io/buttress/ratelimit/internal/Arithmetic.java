package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Limit;
import java.math.BigInteger;

/** Whole numbers without overflow. */
final class Arithmetic {
  /** How many times what a limit holds a debt may be. */
  private static final int DEBTS = 10;

  private Arithmetic() {}

  /** {@code ceil(a * b / divisor)} for what is not negative and fits in the end. */
  static long mulDivUp(long a, long b, long divisor) {
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      return ceilDiv(a * b, divisor);
    }
    BigInteger[] result = product(a, b).divideAndRemainder(BigInteger.valueOf(divisor));
    return result[0].longValueExact() + result[1].signum();
  }

  /** {@code floor(a * b / divisor)} for what is not negative and fits in the end. */
  static long mulDivDown(long a, long b, long divisor) {
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      return a * b / divisor;
    }
    return product(a, b).divide(BigInteger.valueOf(divisor)).longValueExact();
  }

  private static BigInteger product(long a, long b) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
  }

  static long ceilDiv(long a, long divisor) {
    return -Math.floorDiv(-a, divisor);
  }

  static long windowMicros(Limit limit) {
    return limit.window().toMillis() * 1_000;
  }

  /**
   * The most that can be charged to a limit that holds so much: what it holds, and a debt where one
   * can arise.
   */
  static long withDebt(long capacity, boolean settled) {
    return settled ? capacity * (DEBTS + 1) : capacity;
  }
}
