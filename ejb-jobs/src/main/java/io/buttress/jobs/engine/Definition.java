package io.buttress.jobs.engine;

import io.buttress.jobs.MissedFires;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A recurring job as it is kept.
 *
 * @param envelope what each of its jobs is
 */
record Definition(String cron, ZoneId zone, MissedFires missed, Envelope envelope) {
  private static final int MOST_MADE_UP = 100;
  private static final long NOT_YET_MISSED_MILLIS = 60_000;
  private static final long SHORTEST_WINDOW_MILLIS = 3_600_000;

  /** The cron on one line, as the parser takes it. */
  Definition {
    cron = cron.strip().replaceAll("\\s+", " ");
  }

  /**
   * What comes of a fire that is due.
   *
   * @param fires the instants for each of which a job is added, in ms since 1970
   * @param next the next one; empty: never again
   */
  record Due(List<Long> fires, Optional<Long> next) {}

  String text() {
    return cron + '\n' + zone.getId() + '\n' + missed + '\n' + envelope.text();
  }

  static Definition read(String text) {
    String[] lines = text.split("\n", 4);
    Envelope.Stored stored = Envelope.read("1 0000000000000 " + lines[3]).orElseThrow();
    return new Definition(
        lines[0], ZoneId.of(lines[1]), MissedFires.valueOf(lines[2]), stored.envelope());
  }

  /** How long each job waits after its fire. */
  Duration delay() {
    return Duration.ofMillis(
        envelope.option(Envelope.DELAY_MILLIS).map(Long::parseLong).orElse(0L));
  }

  Optional<Long> next(long afterMillis) {
    return next(new Cron(cron, zone), afterMillis);
  }

  /** Decides what comes of a fire, of which it may be past the time. */
  Due due(long fire, long now) {
    Cron times = new Cron(cron, zone);
    Optional<Long> next = next(times, now);
    if (fire > now) {
      return new Due(List.of(), Optional.of(fire));
    }
    List<Long> passed = passed(times, fire, now, missed == MissedFires.ALL ? MOST_MADE_UP : 1);
    boolean isLate = passed.isEmpty() || now - passed.get(0) >= NOT_YET_MISSED_MILLIS;
    return new Due(missed == MissedFires.SKIP && isLate ? List.of() : passed, next);
  }

  /** The latest fires from one on, in their order; those of many years are not gone through. */
  private static List<Long> passed(Cron times, long first, long now, int most) {
    long window = SHORTEST_WINDOW_MILLIS;
    while (true) {
      long start = Math.max(first, now - window);
      List<Long> fires = new ArrayList<>();
      Optional<Long> fire = next(times, start - 1);
      while (fire.isPresent() && fire.get() <= now) {
        fires.add(fire.get());
        fire = next(times, fire.get());
      }
      if (fires.size() >= most || start == first) {
        return fires.subList(Math.max(fires.size() - most, 0), fires.size());
      }
      window *= 8;
    }
  }

  private static Optional<Long> next(Cron times, long after) {
    return times.next(Instant.ofEpochMilli(after)).map(Instant::toEpochMilli);
  }
}
