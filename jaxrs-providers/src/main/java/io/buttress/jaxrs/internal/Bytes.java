package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec.Settlement;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.List;

/**
 * Costs by the size of the body. JAX-RS could only count by wrapping the entity's stream, and that
 * breaks applications that stream or send events; so it is the servlet filter's to do.
 */
final class Bytes {
  private Bytes() {}

  /**
   * Refuses a policy that a resource method asks for.
   *
   * @throws ConfigurationException if it settles by bytes
   */
  static void refuse(RateLimitPolicy policy, String source) {
    if (isCountedBy(policy)) {
      throw new ConfigurationException(
          List.of(
              "buttress.rate-limit."
                  + policy.name()
                  + ".settle = 'by-bytes' ("
                  + source
                  + "): only the servlet filter counts bytes; map it, and give the policy paths in"
                  + " place of the annotation"));
    }
  }

  /** The decision without what can't be settled here: it costs what it was charged. */
  static Decision.Allowed unsettled(Decision.Allowed allowed) {
    List<Charge> charges = allowed.charges();
    if (charges.stream().noneMatch(charge -> isCountedBy(charge.policy()))) {
      return allowed;
    }
    return new Decision.Allowed(
        allowed.states(),
        allowed.delay(),
        charges.stream().filter(charge -> !isCountedBy(charge.policy())).toList(),
        allowed.leases(),
        allowed.observed(),
        allowed.source());
  }

  private static boolean isCountedBy(RateLimitPolicy policy) {
    return policy.cost().settlement() == Settlement.BY_BYTES;
  }
}
