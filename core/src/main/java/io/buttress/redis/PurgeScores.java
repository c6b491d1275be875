package io.buttress.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges by the purges of a shard; see cache-purges.lua, whose {@code judge} does the same. */
final class PurgeScores {
  private static final byte[] FLOOR = "floor".getBytes(US_ASCII);
  private static final byte[] LAST = "last".getBytes(US_ASCII);

  private final List<String> marks;
  private final List<@Nullable Double> scores;

  /** What purges have made of an entry. */
  enum Judgement {
    /** No purge concerns it. */
    HOLDS,
    /** It may only be served stale. */
    STALE,
    /** It is not to be used. */
    GONE,
    /** There was a purge after it was asked for; its marks have to be looked for. */
    OPEN
  }

  /**
   * @param marks those that were looked for; none if none were
   * @param scores what ZMSCORE says of {@link #members}
   */
  PurgeScores(List<String> marks, List<@Nullable Double> scores) {
    this.marks = marks;
    this.scores = scores;
  }

  /** What to look for in the purges of a shard. */
  static byte[][] members(List<String> marks) {
    byte[][] members = new byte[2 + 2 * marks.size()][];
    members[0] = FLOOR;
    members[1] = LAST;
    for (int i = 0; i < marks.size(); i++) {
      members[2 + 2 * i] = ("h" + marks.get(i)).getBytes(US_ASCII);
      members[3 + 2 * i] = ("s" + marks.get(i)).getBytes(US_ASCII);
    }
    return members;
  }

  /**
   * Judges an entry.
   *
   * @param asked the time of its ticket
   * @param wanted its marks
   */
  Judgement judge(long asked, List<String> wanted) {
    Double floor = scores.get(0);
    if (floor == null || asked <= floor) {
      return Judgement.GONE;
    }
    if (!reaches(1, asked)) {
      return Judgement.HOLDS;
    }
    if (!wanted.equals(marks)) {
      return Judgement.OPEN;
    }
    Judgement judgement = Judgement.HOLDS;
    for (int i = 0; i < marks.size(); i++) {
      if (reaches(2 + 2 * i, asked)) {
        return Judgement.GONE;
      }
      if (reaches(3 + 2 * i, asked)) {
        judgement = Judgement.STALE;
      }
    }
    return judgement;
  }

  private boolean reaches(int index, long asked) {
    Double score = scores.get(index);
    return score != null && score >= asked;
  }

  /** Whether there was no purge after that instant. */
  boolean isQuietSince(long asked) {
    return !reaches(1, asked);
  }
}
