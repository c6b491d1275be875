package io.buttress.servlet.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters in a body of type {@code application/x-www-form-urlencoded}. A pair that is encoded
 * wrongly is left out, as Tomcat does.
 */
final class FormBody {
  static final int MOST_PAIRS = 1_000;

  private final byte[] body;
  private final Charset charset;
  private final boolean namesMayBeEmpty;
  private final Map<String, List<String>> parameters = new LinkedHashMap<>();

  private FormBody(byte[] body, Charset charset, boolean namesMayBeEmpty) {
    this.body = body;
    this.charset = charset;
    this.namesMayBeEmpty = namesMayBeEmpty;
  }

  /**
   * By name, in the order of the body.
   *
   * @throws IllegalStateException if there are more than {@link #MOST_PAIRS}, as containers have it
   */
  static Map<String, List<String>> parse(byte[] body, Charset charset, boolean namesMayBeEmpty) {
    FormBody form = new FormBody(body, charset, namesMayBeEmpty);
    int pairs = 0;
    int start = 0;
    while (start < body.length) {
      int end = form.find('&', start, body.length);
      if (end > start || namesMayBeEmpty) {
        if (++pairs > MOST_PAIRS) {
          throw new IllegalStateException("the form has more than " + MOST_PAIRS + " parameters");
        }
        form.addPair(start, end);
      }
      start = end + 1;
    }
    return form.parameters;
  }

  private void addPair(int start, int end) {
    int equals = find('=', start, end);
    if (equals == start && !namesMayBeEmpty) {
      return;
    }
    try {
      String name = decoded(start, equals);
      String value = decoded(Math.min(equals + 1, end), end);
      parameters.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
    } catch (NumberFormatException e) {
      // Not encoded as a form is.
    }
  }

  private int find(char sought, int from, int to) {
    int at = from;
    while (at < to && body[at] != sought) {
      at++;
    }
    return at;
  }

  private String decoded(int from, int to) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      byte b = body[at++];
      if (b == '%') {
        bytes.write(hex(at, to) << 4 | hex(at + 1, to));
        at += 2;
      } else {
        bytes.write(b == '+' ? ' ' : b);
      }
    }
    return bytes.toString(charset);
  }

  private int hex(int at, int to) {
    int digit = at < to ? Character.digit(body[at], 16) : -1;
    if (digit < 0) {
      throw new NumberFormatException("no hexadecimal digit");
    }
    return digit;
  }
}
