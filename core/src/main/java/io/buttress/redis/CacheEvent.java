package io.buttress.redis;

import io.buttress.cache.Purge;
import java.util.ArrayList;
import java.util.List;

/**
 * What nodes tell each other on {@link CacheKeys#channel}: words apart by spaces, of which the
 * first is the node that tells.
 */
sealed interface CacheEvent {
  /**
   * A lead under a key has ended.
   *
   * @param id of the key
   */
  record Ended(String node, String id) implements CacheEvent {
    String text() {
      return node + " e " + id;
    }
  }

  /**
   * The same, and a response is stored there now, unless a later one was there.
   *
   * @param asked the time of its ticket
   */
  record Stored(String node, String id, long asked) implements CacheEvent {
    String text() {
      return node + " s " + id + ' ' + asked;
    }
  }

  /**
   * Something was purged. After the instant come h (hard) or s (soft) and a mark each.
   *
   * @param time the instant, microseconds of the shard's clock
   * @param purges with marks as Redis has them
   */
  record Purged(String node, int shard, long time, List<Purge> purges) implements CacheEvent {
    /** The text up to the instant, which Redis puts in. */
    static String beginning(String node, int shard) {
      return node + " p " + shard + ' ';
    }
  }

  /** What nobody of this version can have sent. */
  enum Unknown implements CacheEvent {
    UNKNOWN
  }

  /** Reads a message, which may come from anybody. */
  static CacheEvent parse(String text) {
    List<String> words = List.of(text.split(" ", -1));
    if (words.size() < 3) {
      return Unknown.UNKNOWN;
    }
    return switch (words.get(1)) {
      case "e" -> new Ended(words.get(0), words.get(2));
      case "s", "p" -> numbered(words);
      default -> Unknown.UNKNOWN;
    };
  }

  private static CacheEvent numbered(List<String> words) {
    try {
      if (words.get(1).equals("s")) {
        long asked = Long.parseLong(words.size() > 3 ? words.get(3) : "");
        return new Stored(words.get(0), words.get(2), asked);
      }
      int shard = Integer.parseInt(words.get(2));
      long time = Long.parseLong(words.size() > 3 ? words.get(3) : "");
      List<Purge> purges = new ArrayList<>();
      for (String order : words.subList(4, words.size())) {
        if (order.length() > 1) {
          purges.add(new Purge(order.substring(1), order.charAt(0) == 's'));
        }
      }
      return new Purged(words.get(0), shard, time, purges);
    } catch (NumberFormatException e) {
      return Unknown.UNKNOWN;
    }
  }
}
