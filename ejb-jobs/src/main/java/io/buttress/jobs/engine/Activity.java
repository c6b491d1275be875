package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a poller's jobs have taken since it was told to Redis at last. Safe for many threads. */
final class Activity {
  private static final long TOLD_EVERY = TimeUnit.SECONDS.toNanos(10);

  private Spread waits = new Spread();
  private Spread runs = new Spread();
  private long toldAt;

  Activity(long now) {
    this.toldAt = now;
  }

  synchronized void waited(Duration time) {
    waits.add(time.toMillis());
  }

  synchronized void ran(long nanos) {
    runs.add(TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  /** What is to be told now: names and counts in turn; from then on it is forgotten. */
  synchronized List<String> take(long now) {
    List<String> counts = new ArrayList<>();
    if (now - toldAt >= TOLD_EVERY) {
      toldAt = now;
      addTo(counts, "w", waits);
      addTo(counts, "r", runs);
      waits = new Spread();
      runs = new Spread();
    }
    return counts;
  }

  private static void addTo(List<String> counts, String kind, Spread spread) {
    for (int power = 0; power < Spread.SIZE; power++) {
      if (spread.count(power) > 0) {
        counts.add(kind + power);
        counts.add(Long.toString(spread.count(power)));
      }
    }
  }
}
