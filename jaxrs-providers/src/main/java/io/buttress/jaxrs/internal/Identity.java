package io.buttress.jaxrs.internal;

import io.buttress.ratelimit.KeyPart;
import io.buttress.ratelimit.LimitTable;
import io.buttress.ratelimit.RateLimitPolicy;

/** Whether a policy has to know who is asking, and so has to wait for the authentication. */
final class Identity {
  private Identity() {}

  static boolean isNeededBy(RateLimitPolicy policy) {
    LimitTable limits = policy.limits();
    return policy.match().isConditional()
        || !limits.byRole().isEmpty()
        || limits.source().isPresent()
        || policy.key().alternatives().stream()
            .flatMap(parts -> parts.stream())
            .anyMatch(Identity::isTold);
  }

  /** A class of the user's may ask for anything. */
  private static boolean isTold(KeyPart part) {
    return part instanceof KeyPart.Principal || part instanceof KeyPart.Custom;
  }
}
