package io.buttress.jobs.engine;

import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobListener;
import io.buttress.telemetry.Counter;
import io.buttress.telemetry.Telemetry;
import io.buttress.telemetry.Timing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells listeners, telemetry and the log what happens to jobs. */
public final class Events {
  private static final Logger LOG = System.getLogger(Events.class.getName());

  private final Telemetry telemetry;
  private final FailureLog failures = new FailureLog(System::nanoTime);
  private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  // Those of each job, so that nobody has to make up their names each time.
  private final Map<Told, Counter> told = new ConcurrentHashMap<>();
  private final Map<String, Timing> runs = new ConcurrentHashMap<>();

  /** What listeners are told of a queue. */
  private record Told(String queue, JobEvent.Kind kind) {}

  public Events(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** Adds a listener. */
  public void listen(JobListener listener) {
    listeners.add(listener);
  }

  /** What has neither an attempt nor a duration. */
  void tell(JobEvent.Kind kind, String queue, String type, String id) {
    tell(new JobEvent(kind, queue, type, id, 0, Duration.ZERO, ""));
  }

  void tell(JobEvent event) {
    count(event);
    failures.tell(event);
    for (JobListener listener : listeners) {
      try {
        listener.happened(event);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.WARNING, "A listener of jobs has failed", e);
      }
    }
  }

  private void count(JobEvent event) {
    told.computeIfAbsent(
            new Told(event.queue(), event.kind()),
            missing -> counter(missing.queue(), name(missing.kind())))
        .increment();
    if (event.kind() == JobEvent.Kind.SUCCEEDED) {
      runs.computeIfAbsent(event.queue(), queue -> telemetry.timing("jobs.run", "queue", queue))
          .record(event.duration().toNanos());
    }
  }

  /** What Redis tells of jobs of nodes that are gone, and of those that could not be started. */
  void tell(String queue, TurnReply reply) {
    for (TurnReply.Buried job : reply.buried()) {
      tell(
          new JobEvent(
              JobEvent.Kind.BURIED, queue, job.type(), job.id(), 0, Duration.ZERO, job.error()));
    }
    tellEnqueued(queue, reply.followers());
    tell(queue, reply.events());
  }

  /** Jobs that were added as it was their time. */
  void tellEnqueued(String queue, List<TurnReply.Follower> jobs) {
    jobs.forEach(job -> tell(JobEvent.Kind.ENQUEUED, queue, job.type(), job.id()));
  }

  /** Jobs that were claimed by trips whose answers never came. */
  void tellUnheard(String queue, int jobs) {
    count(queue, "unheard", jobs);
    if (jobs > 0) {
      LOG.log(
          Level.INFO,
          "{0} jobs of queue {1} had been claimed by trips whose answers were lost; they are given"
              + " back",
          jobs,
          queue);
    }
  }

  private void tell(String queue, TurnReply.Events events) {
    count(queue, "reaped", events.reaped());
    count(queue, "crash-buried", events.crashed());
    count(queue, "expired", events.expired());
    count(queue, "vanished", events.vanished());
    count(queue, "unreadable", events.unreadable());
    count(queue, "parked", events.parked());
    count(queue, "cut-off", events.cutOff());
    if (events.vanished() > 0) {
      LOG.log(
          Level.ERROR,
          "{0} jobs of queue {1} are gone: somebody or an eviction has deleted them. Redis must"
              + " have maxmemory-policy noeviction",
          events.vanished(),
          queue);
    }
    if (events.cutOff() > 0) {
      LOG.log(
          Level.ERROR,
          "{0} batches of queue {1} were cut off, as not all of their jobs were added; what follows"
              + " them is with the dead when those have ended that were",
          events.cutOff(),
          queue);
    }
    if (events.unreadable() > 0) {
      LOG.log(
          Level.WARNING,
          "{0} jobs of queue {1} are of a newer version, and are left to newer nodes",
          events.unreadable(),
          queue);
    }
  }

  private void count(String queue, String what, int times) {
    if (times > 0) {
      counter(queue, what).add(times);
    }
  }

  private Counter counter(String queue, String what) {
    return counters.computeIfAbsent(
        queue + ' ' + what,
        missing -> telemetry.counter("jobs.events", "queue", queue, "kind", what));
  }

  private static String name(JobEvent.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
