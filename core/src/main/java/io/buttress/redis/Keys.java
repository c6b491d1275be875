package io.buttress.redis;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds every key. What belongs to one policy and key shares a hash tag, and so a slot: {@code
 * bt:{api:198.51.100.17}}. The first limit's token bucket has no suffix; everything else has a
 * letter for its data type and the limit's position, so that a changed algorithm never meets
 * another one's data.
 */
final class Keys {
  private final String prefix;

  Keys(String prefix) {
    this.prefix = prefix;
  }

  /** The state of one limit. */
  String limit(String tag, Algorithm algorithm, int position) {
    char kind = kind(algorithm);
    return kind == 't' && position == 0 ? tag : tag + kind + position;
  }

  /** Whether the policy's key is banned. */
  String ban(String tag) {
    return tag + 'b';
  }

  /** The common beginning of all keys of a policy's key; the hash tag in it chooses the slot. */
  String tag(RateLimitPolicy policy, String key) {
    return prefix + '{' + policy.name() + ':' + key + '}';
  }

  /** Everything that can exist under a policy's key. */
  List<String> all(String tag) {
    List<String> keys = new ArrayList<>();
    keys.add(ban(tag));
    for (Algorithm algorithm : Algorithm.values()) {
      for (int position = 0; position < LimitSet.MAX; position++) {
        keys.add(limit(tag, algorithm, position));
      }
    }
    return keys;
  }

  /** The limits that single keys were given by code. */
  String keyLimits() {
    return prefix + "{key-limits}";
  }

  /** The record of an idempotency key. */
  String idempotency(String id) {
    return prefix + "{i:" + id + '}';
  }

  /** The letter by which the script knows an algorithm. */
  static char kind(Algorithm algorithm) {
    return switch (algorithm) {
      case TOKEN_BUCKET, LEAKY_BUCKET -> 't';
      case FIXED_WINDOW -> 'f';
      case SLIDING_WINDOW -> 'w';
      case SLIDING_LOG -> 'l';
      case CONCURRENCY -> 'c';
    };
  }
}
