package io.buttress.jaxrs.internal;

/**
 * An own priority for each feature: of those with the same, RESTEasy takes one alone, and be they
 * of different libraries.
 */
final class FeaturePriorities {
  static final int RATE_LIMIT = 4710;
  static final int IDEMPOTENCY = 4711;
  static final int CACHE = 4712;
  static final int INVALIDATION = 4713;
  static final int STAND_IN = 4714;

  private FeaturePriorities() {}
}
