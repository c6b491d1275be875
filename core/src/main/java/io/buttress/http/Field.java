package io.buttress.http;

/**
 * One field line of a message (RFC 9110, 5.1).
 *
 * @param name the field name, in the case in which it is to be sent
 * @param value the field value, without control characters
 */
public record Field(String name, String value) {
  /**
   * @throws IllegalArgumentException if the name is empty or has a character that no field name may
   *     have, or if the value has a control character: such a value could forge further fields
   */
  public Field {
    if (!isToken(name)) {
      throw new IllegalArgumentException("field name '" + name + "' is not a token (RFC 9110)");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new IllegalArgumentException(
            "the value of field " + name + " has a control character at index " + i);
      }
    }
  }

  /** Whether the text is a token as RFC 9110, 5.6.2 has it: what names of fields are made of. */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !digit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
