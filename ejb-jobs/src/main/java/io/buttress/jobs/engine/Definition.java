package io.buttress.jobs.engine;

import io.buttress.jobs.MissedFires;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
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

  Optional<Long> next(long afterMillis) {
    return new Cron(cron, zone).next(Instant.ofEpochMilli(afterMillis)).map(Instant::toEpochMilli);
  }

  /** Decides what comes of a fire, of which it may be past the time. */
  Due due(long fire, long now) {
    Cron times = new Cron(cron, zone);
    Deque<Long> passed = new ArrayDeque<>();
    Optional<Long> next = Optional.of(fire);
    while (next.isPresent() && next.get() <= now) {
      passed.add(next.get());
      if (passed.size() > MOST_MADE_UP) {
        passed.remove();
      }
      Instant last = Instant.ofEpochMilli(next.get());
      next = times.next(last).map(Instant::toEpochMilli);
    }
    if (passed.isEmpty()) {
      return new Due(List.of(), next);
    }
    List<Long> fires =
        switch (missed) {
          case ALL -> List.copyOf(passed);
          case ONCE -> List.of(passed.getLast());
          case SKIP ->
              now - passed.getLast() < NOT_YET_MISSED_MILLIS
                  ? List.of(passed.getLast())
                  : List.of();
        };
    return new Due(fires, next);
  }
}
