package io.buttress.idempotency;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an application can know of the key of the request that it works on: enough to write it into
 * a transaction of its own.
 *
 * @param id the key within its scope, 22 characters; equal for the first request and its retries
 * @param fingerprint what identifies the request, 22 characters
 */
public record IdempotentCall(String id, String fingerprint) {
  /**
   * The attribute of the request (the property, in JAX-RS) that holds it, if the request has a key
   * and a policy matches.
   */
  public static final String ATTRIBUTE = "io.buttress.idempotency.call";

  /**
   * The call that a request is.
   *
   * @param attribute the value of {@link #ATTRIBUTE}; null if there is none
   */
  public static Optional<IdempotentCall> of(@Nullable Object attribute) {
    return attribute instanceof IdempotentCall call ? Optional.of(call) : Optional.empty();
  }
}
