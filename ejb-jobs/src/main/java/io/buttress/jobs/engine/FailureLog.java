package io.buttress.jobs.engine;

import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobEvent.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the log of jobs that fail or are dead: of each type once a minute, and then how many others
 * there were, so that an outage of what handlers need does not fill it. At DEBUG it tells of each.
 */
final class FailureLog {
  private static final Logger LOG = System.getLogger(FailureLog.class.getName());

  private static final long SILENCE = TimeUnit.MINUTES.toNanos(1);

  /** Types of dead jobs come from Redis, where others can make up any number of them. */
  private static final int MOST_TYPES = 100;

  private static final Subject ANY_OTHER = new Subject("", Kind.BURIED);

  private final LongSupplier nanoTime;
  private final Map<Subject, Told> told = new HashMap<>();

  private record Subject(String type, Kind kind) {}

  /** When it was told last, and how many were not since then. */
  private record Told(long nanos, int untold) {}

  FailureLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void tell(JobEvent event) {
    if (event.kind() == Kind.FAILED) {
      tell(event, Level.INFO, "Job {0} of type {1} of queue {2} has failed and is tried again{3}");
    } else if (event.kind() == Kind.BURIED) {
      tell(event, Level.WARNING, "Job {0} of type {1} of queue {2} is dead{3}");
    }
  }

  private void tell(JobEvent event, Level level, String message) {
    OptionalInt untold = untold(event);
    LOG.log(
        untold.isPresent() ? level : Level.DEBUG,
        message + ": {4}",
        event.id(),
        event.type(),
        event.queue(),
        untold.orElse(0) > 0 ? ", and " + untold.getAsInt() + " more since the last such line" : "",
        event.error());
  }

  /** How many were not told since the last one; empty if this is not to be told either. */
  private synchronized OptionalInt untold(JobEvent event) {
    long now = nanoTime.getAsLong();
    Subject subject = new Subject(event.type(), event.kind());
    if (told.size() >= MOST_TYPES && !told.containsKey(subject)) {
      subject = ANY_OTHER;
    }
    Told last = told.get(subject);
    if (last != null && now - last.nanos() < SILENCE) {
      told.put(subject, new Told(last.nanos(), last.untold() + 1));
      return OptionalInt.empty();
    }
    told.put(subject, new Told(now, 0));
    return OptionalInt.of(last == null ? 0 : last.untold());
  }
}
