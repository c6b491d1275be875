package io.buttress.cache.internal;

import io.buttress.cache.Mark;
import io.buttress.cache.Purge;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * When was what purged? A purge writes one line, and removes nothing: whoever finds a response asks
 * here whether it still holds.
 *
 * <p>Bounded: of too many lines the older half is forgotten, and with it, to be on the safe side,
 * every response asked for before the youngest of these.
 */
final class PurgeLedger {
  private final int most;
  private final Map<String, Long> hard = new ConcurrentHashMap<>();
  private final Map<String, Long> soft = new ConcurrentHashMap<>();
  private volatile long floor = Long.MIN_VALUE;
  private volatile long version;

  /** What purges have made of a response. */
  enum Judgement {
    /** No purge concerns it. */
    HOLDS,
    /** It may only be served stale. */
    STALE,
    /** It is not to be used. */
    GONE
  }

  /**
   * @param most how many lines there are at most, from 2
   */
  PurgeLedger(int most) {
    this.most = most;
  }

  /** Changes with every purge: a judgement holds as long as this is the same. */
  long version() {
    return version;
  }

  /**
   * Writes down a purge.
   *
   * @param time microseconds of the clock that also gives the tickets
   */
  synchronized void add(Purge purge, long time) {
    if (purge.mark().equals(Mark.EVERYTHING) && !purge.soft()) {
      forgetUntil(time);
    } else {
      (purge.soft() ? soft : hard).merge(purge.mark(), time, Math::max);
      if (hard.size() + soft.size() > most) {
        forgetUntil(median());
      }
    }
    // Last: who has seen the new version has seen the line as well.
    version++;
  }

  private long median() {
    return Stream.of(hard, soft)
        .flatMap(lines -> lines.values().stream())
        .sorted()
        .skip(most / 2)
        .findFirst()
        .orElse(Long.MIN_VALUE);
  }

  private void forgetUntil(long time) {
    floor = Math.max(floor, time);
    hard.values().removeIf(line -> line <= floor);
    soft.values().removeIf(line -> line <= floor);
  }

  /**
   * Judges a response.
   *
   * @param asked when it was asked for: its ticket's time
   */
  Judgement judge(Collection<String> marks, long asked) {
    boolean gone = names(hard, marks, asked);
    boolean stale = names(soft, marks, asked);
    // Last: a line that was forgotten before it was looked for has raised the floor before that.
    if (gone || asked <= floor) {
      return Judgement.GONE;
    }
    return stale ? Judgement.STALE : Judgement.HOLDS;
  }

  private static boolean names(Map<String, Long> lines, Collection<String> marks, long asked) {
    if (lines.isEmpty()) {
      return false;
    }
    for (String mark : marks) {
      Long purged = lines.get(mark);
      if (purged != null && purged >= asked) {
        return true;
      }
    }
    return false;
  }

  /** How many lines there are. */
  int size() {
    return hard.size() + soft.size();
  }
}
