package io.buttress.ratelimit;

import java.util.Map;
import java.util.Optional;

/** The limits that single keys were given by code, shared by all nodes. */
public interface SharedKeyLimits {
  /** The version of what was never read. */
  long UNREAD = -1;

  /**
   * Whose limits.
   *
   * @param policy the policy's name
   * @param key the bounded key, as {@link RateLimitEngine#boundedKey} makes it
   */
  record KeyId(String policy, String key) {}

  /**
   * All limits at one instant.
   *
   * @param version changes with them
   * @param limits in the syntax of the property {@code limits}
   */
  record Table(long version, Map<KeyId, String> limits) {
    public Table {
      limits = Map.copyOf(limits);
    }
  }

  /**
   * Reads the limits if they have changed.
   *
   * @param known the version that the caller has, or {@link #UNREAD}
   * @return empty if that is the version still
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  Optional<Table> changedSince(long known);

  /**
   * Gives a key limits of its own.
   *
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  void put(KeyId id, String limits);

  /**
   * Takes them back.
   *
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  void remove(KeyId id);
}
