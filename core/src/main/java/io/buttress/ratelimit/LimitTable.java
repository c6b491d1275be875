package io.buttress.ratelimit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which limits apply to whom: the ones for the exact key, else the user's class, else the first
 * role the user has, else the standard ones.
 *
 * <p>A key's value is matched whichever alternative of the key gave it. Of a key such as {@code
 * principal|header:X-Api-Key} a client that is not logged in can send any value: what is listed for
 * a user's name it would get as well, though not out of the user's quota.
 *
 * @param standard for everybody else
 * @param byRole in the order in which roles are asked
 * @param byKey by the key's value as the client sends it
 * @param source a class of the user's
 */
public record LimitTable(
    LimitSet standard,
    Map<String, LimitSet> byRole,
    Map<String, LimitSet> byKey,
    Optional<LimitSource> source) {
  public LimitTable {
    // Map.copyOf would lose the order of the roles.
    byRole = Collections.unmodifiableMap(new LinkedHashMap<>(byRole));
    byKey = Map.copyOf(byKey);
  }

  /** The same limits for everybody. */
  public static LimitTable of(LimitSet standard) {
    return new LimitTable(standard, Map.of(), Map.of(), Optional.empty());
  }
}
