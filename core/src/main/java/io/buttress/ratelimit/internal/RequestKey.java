package io.buttress.ratelimit.internal;

/**
 * Whom a request counts for.
 *
 * @param value as the client sent it; several parts joined by {@code +}
 * @param text bounded, see {@link KeyText}
 */
public record RequestKey(String value, String text) {
  /** The key of a value that code names. */
  public static RequestKey of(String value) {
    return new RequestKey(value, KeyText.of(value));
  }
}
