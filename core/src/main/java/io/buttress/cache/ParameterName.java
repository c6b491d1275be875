package io.buttress.cache;

/**
 * The name of a parameter as every application reads it.
 *
 * @param decoded without percent encoding
 * @param isPlain whether applications can't differ about it: it has no byte beyond ASCII and no
 *     broken encoding, and no semicolon hides further parameters from those who split there
 */
record ParameterName(String decoded, boolean isPlain) {
  static ParameterName of(String parameter) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    StringBuilder decoded = new StringBuilder(name.length());
    boolean plain = parameter.indexOf(';') < 0;
    for (int i = 0; i < name.length(); i++) {
      int c = name.charAt(i);
      if (c == '%') {
        c = encoded(name, i);
        i += 2;
      } else if (c == '+') {
        c = ' ';
      }
      plain &= c >= ' ' && c < 0x7f;
      decoded.append((char) c);
    }
    return new ParameterName(decoded.toString(), plain);
  }

  /** -1: no two hexadecimal digits follow. */
  private static int encoded(String text, int percent) {
    if (percent + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(percent + 1), 16);
    int low = Character.digit(text.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
