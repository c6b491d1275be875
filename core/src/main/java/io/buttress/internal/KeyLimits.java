package io.buttress.internal;

import io.buttress.ratelimit.LimitOverrides;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitSyntax;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.SharedKeyLimits;
import io.buttress.ratelimit.SharedKeyLimits.KeyId;
import io.buttress.ratelimit.SharedKeyLimits.Table;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The limits that code has given to single keys, in memory: what {@link SharedKeyLimits} last said,
 * parsed. What this node sets holds at once.
 */
final class KeyLimits implements LimitOverrides {
  private static final Logger LOG = System.getLogger(KeyLimits.class.getName());

  private final SharedKeyLimits shared;
  private final Map<KeyId, String> written = new HashMap<>();
  private final Map<KeyId, LimitSet> parsed = new ConcurrentHashMap<>();
  private long version = SharedKeyLimits.UNREAD;

  KeyLimits(SharedKeyLimits shared) {
    this.shared = shared;
  }

  @Override
  public @Nullable LimitSet limitsOf(String policy, String key) {
    return parsed.isEmpty() ? null : parsed.get(new KeyId(policy, key));
  }

  int size() {
    return parsed.size();
  }

  /**
   * Gives a key limits of its own.
   *
   * @throws IllegalArgumentException if the limits can't be read
   */
  synchronized void set(RateLimitPolicy policy, String key, String limits) {
    LimitSet set = LimitSyntax.of(policy).parse(limits);
    KeyId id = new KeyId(policy.name(), key);
    shared.put(id, limits);
    // The version stays the old one: others' changes up to now are still to be read.
    written.put(id, limits);
    parsed.put(id, set);
  }

  /** Takes them back. */
  synchronized void clear(RateLimitPolicy policy, String key) {
    KeyId id = new KeyId(policy.name(), key);
    shared.remove(id);
    written.remove(id);
    parsed.remove(id);
  }

  /**
   * Asks what has changed.
   *
   * @param policies a policy by its name
   */
  synchronized void refresh(Function<String, Optional<RateLimitPolicy>> policies) {
    Optional<Table> changed = shared.changedSince(version);
    if (changed.isPresent()) {
      version = changed.get().version();
      written.clear();
      written.putAll(changed.get().limits());
      parse(policies);
    }
  }

  /**
   * Reads the limits anew: what they mean is up to the policies.
   *
   * @param policies a policy by its name
   */
  synchronized void parse(Function<String, Optional<RateLimitPolicy>> policies) {
    Map<KeyId, LimitSet> sets = new HashMap<>();
    written.forEach(
        (id, limits) ->
            // None: it is a policy of another application that shares the prefix.
            policies
                .apply(id.policy())
                .flatMap(policy -> parse(policy, limits))
                .ifPresent(set -> sets.put(id, set)));
    // Not cleared first: no request is to see the moment without.
    parsed.keySet().retainAll(sets.keySet());
    parsed.putAll(sets);
  }

  private static Optional<LimitSet> parse(RateLimitPolicy policy, String limits) {
    try {
      return Optional.of(LimitSyntax.of(policy).parse(limits));
    } catch (IllegalArgumentException e) {
      LOG.log(
          Level.WARNING,
          "The limits that code has given to a key of the policy {0} do not fit it: {1}",
          policy.name(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
