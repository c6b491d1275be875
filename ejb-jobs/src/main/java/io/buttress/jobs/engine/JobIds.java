package io.buttress.jobs.engine;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * New ids: 16 characters, of which half are random and the node's, and half are counted up from a
 * random number. So they are unique without a random number for each.
 */
public final class JobIds {
  private static final int BYTES_OF_NODE = 6;
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz_";
  private static final int DIGITS_OF_COUNT = 8;

  private final String node;
  private final AtomicLong count;

  public JobIds() {
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[BYTES_OF_NODE];
    random.nextBytes(bytes);
    node = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    count = new AtomicLong(random.nextLong());
  }

  /** A new id. */
  public String next() {
    char[] digits = new char[DIGITS_OF_COUNT];
    long number = count.getAndIncrement();
    for (int i = DIGITS_OF_COUNT - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (number & 63));
      number >>>= 6;
    }
    return node + new String(digits);
  }
}
