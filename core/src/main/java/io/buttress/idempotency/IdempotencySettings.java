package io.buttress.idempotency;

import java.util.List;

/**
 * What the properties say.
 *
 * @param enabled whether keys count; else every request is executed
 * @param policies in the order in which they are asked: the first that matches a request counts
 * @param keys encrypt records at rest; empty: they are stored as they are
 */
public record IdempotencySettings(
    boolean enabled, List<IdempotencyPolicy> policies, List<EncryptionKey> keys) {
  public IdempotencySettings {
    policies = List.copyOf(policies);
    keys = List.copyOf(keys);
  }

  /** With keys that count. */
  public IdempotencySettings(List<IdempotencyPolicy> policies, List<EncryptionKey> keys) {
    this(true, policies, keys);
  }
}
