package io.buttress.internal;

import io.buttress.ratelimit.RateLimitPolicy;
import java.util.Map;
import java.util.function.Supplier;

/** A policy that an annotation asked for; follows the settings. */
final class LivePolicy implements Supplier<RateLimitPolicy> {
  private final Key key;
  private volatile RateLimitPolicy current;

  /**
   * What was asked for.
   *
   * @param settings what the annotation says
   * @param source where it stands
   */
  record Key(String name, Map<String, String> settings, String source) {
    Key {
      settings = Map.copyOf(settings);
    }
  }

  LivePolicy(Key key, RateLimitPolicy current) {
    this.key = key;
    this.current = current;
  }

  Key key() {
    return key;
  }

  @Override
  public RateLimitPolicy get() {
    return current;
  }

  void become(RateLimitPolicy policy) {
    current = policy;
  }
}
