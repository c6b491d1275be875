package io.buttress.redis;

import java.util.List;

/**
 * What nodes tell each other on {@link CacheKeys#channel}: words apart by spaces, of which the
 * first is the node that tells.
 */
sealed interface CacheEvent {
  /**
   * A lead under a key has ended, and maybe another response is stored there.
   *
   * @param id of the key
   */
  record Ended(String node, String id) implements CacheEvent {
    String text() {
      return node + " e " + id;
    }
  }

  /**
   * Something was purged.
   *
   * @param time the instant, microseconds of the shard's clock
   * @param orders h (hard) or s (soft) and a mark's text
   */
  record Purged(String node, int shard, long time, List<String> orders) implements CacheEvent {
    /** The text up to the instant, which Redis puts in. */
    static String beginning(String node, int shard) {
      return node + " p " + shard + ' ';
    }
  }

  /** What nobody of this version can have sent. */
  record Unknown() implements CacheEvent {}

  /** Reads a message, which may come from anybody. */
  static CacheEvent parse(String text) {
    List<String> words = List.of(text.split(" ", -1));
    if (words.size() == 3 && words.get(1).equals("e")) {
      return new Ended(words.get(0), words.get(2));
    }
    if (words.size() > 4 && words.get(1).equals("p")) {
      try {
        int shard = Integer.parseInt(words.get(2));
        long time = Long.parseLong(words.get(3));
        return new Purged(words.get(0), shard, time, words.subList(4, words.size()));
      } catch (NumberFormatException e) {
        return new Unknown();
      }
    }
    return new Unknown();
  }
}
