package io.buttress.idempotency;

import io.buttress.http.Field;
import io.buttress.http.RequestPattern;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A named rule: which requests may carry a key, whose key it is, and what retries get.
 *
 * @param name 1 to 128 letters, digits, {@code -}, {@code _}, {@code .} and {@code #}; unique in
 *     the application. It is a part of each key's scope
 * @param match the requests it applies to; a policy that only annotations or code use matches none
 * @param required whether a request without a key is refused with 400
 * @param header the name of the field that holds the key
 * @param scope by what keys of different clients are kept apart; empty: not at all
 * @param fingerprint what a retry has to repeat
 * @param answers which answers are stored
 * @param times how long things last
 * @param inFlight what a retry gets while the first request is worked on
 * @param onOwnerLost what a retry does when nobody knows whether the first one was
 * @param fallback what happens while the store is out of reach
 */
public record IdempotencyPolicy(
    String name,
    RequestPattern match,
    boolean required,
    String header,
    List<ScopePart> scope,
    FingerprintSpec fingerprint,
    AnswerSpec answers,
    Times times,
    InFlight inFlight,
    OnOwnerLost onOwnerLost,
    Fallback fallback) {
  /** The field of the draft. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.#-]{1,128}");

  /**
   * @throws IllegalArgumentException if a value is out of range; says what is allowed
   */
  public IdempotencyPolicy {
    scope = List.copyOf(scope);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name of a policy: allowed are 1 to 128 letters, digits, -, _, . and #");
    }
    if (!Field.isToken(header)) {
      throw new IllegalArgumentException("'" + header + "' is no name of a field");
    }
  }

  /** A policy with the usual rest: an optional key of the user's. */
  public static IdempotencyPolicy of(String name, RequestPattern match) {
    return new IdempotencyPolicy(
        name,
        match,
        false,
        HEADER,
        List.of(new ScopePart.Principal()),
        FingerprintSpec.STANDARD,
        AnswerSpec.STANDARD,
        Times.STANDARD,
        InFlight.CONFLICT,
        OnOwnerLost.REEXECUTE,
        Fallback.CLOSED);
  }
}
