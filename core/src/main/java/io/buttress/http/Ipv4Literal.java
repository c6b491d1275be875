package io.buttress.http;

/** Four decimal numbers with dots: nothing shorter, no octal, no hexadecimal. */
final class Ipv4Literal {
  /** What {@link #parse} returns for other texts: no 32 bits have this value. */
  static final long NONE = -1;

  private static final int LONGEST = 15;

  private Ipv4Literal() {}

  static long parse(String text) {
    if (text.length() > LONGEST) {
      return NONE;
    }
    long bits = 0;
    int start = 0;
    for (int part = 0; part < 4; part++) {
      int dot = text.indexOf('.', start);
      int end = part < 3 ? dot : text.length();
      int number = end < 0 || (part == 3 && dot >= 0) ? -1 : number(text, start, end);
      if (number < 0) {
        return NONE;
      }
      bits = bits << 8 | number;
      start = end + 1;
    }
    return bits;
  }

  /** From 0 to 255 without leading zeros, which some read as octal; else -1. */
  private static int number(String text, int start, int end) {
    int length = end - start;
    if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
      return -1;
    }
    int number = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number <= 255 ? number : -1;
  }

  static String format(long bits) {
    return (bits >> 24 & 255)
        + "."
        + (bits >> 16 & 255)
        + "."
        + (bits >> 8 & 255)
        + "."
        + (bits & 255);
  }
}
