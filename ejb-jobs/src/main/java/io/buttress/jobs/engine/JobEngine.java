package io.buttress.jobs.engine;

import io.buttress.jobs.JobQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Everything of one node: its handlers, the way to its queues, and a poller for each queue that it
 * works off.
 *
 * @param node the node's name, of visible characters; no other has or had the same
 * @param store where the jobs are
 * @param codec writes and reads payloads
 * @param registry the handlers
 * @param events is told what happens
 * @param scope what handlers run in
 * @param recurring starts recurring jobs
 * @param nanos the local clock
 */
public record JobEngine(
    String node,
    JobStore store,
    PayloadCodec codec,
    Registry registry,
    Events events,
    JobScope scope,
    Firing recurring,
    LongSupplier nanos) {
  private static final Logger LOG = System.getLogger(JobEngine.class.getName());
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);
  private static final Duration LONGEST_JOIN = Duration.ofSeconds(2);

  /** Where jobs are put, at once. */
  public JobQueue queue() {
    return queue(new DirectSender(store, events));
  }

  /** Where jobs are put, by way of that sender. */
  public JobQueue queue(Sender sender) {
    return new Enqueuer(sender, new JobWriter(codec, new JobIds()), registry);
  }

  /** A poller, which has to be started. */
  public Poller poller(
      QueueSettings settings, Throttle throttle, Permit permit, ThreadFactory threads) {
    return poller(settings, Brakes.of(throttle, permit), threads);
  }

  /** A poller, which has to be started. */
  public Poller poller(QueueSettings settings, Brakes brakes, ThreadFactory threads) {
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    LocalJobs jobs = new LocalJobs(new Activity(nanos.getAsLong()));
    Execution execution = new Execution(registry, codec, scope, new FailureRules(random), events);
    Trip trip = new Trip(node, settings, store, jobs, codec, events, recurring, random, nanos);
    QueueThreads own = new QueueThreads(settings.name(), threads, nanos);
    Workers workers = new Workers(settings, jobs, execution, brakes, nanos, own);
    return new Poller(settings, store, trip, jobs, workers, own, nanos);
  }

  /**
   * Stops pollers, all at the same time: they claim no more, give back what has not begun, let the
   * rest run for a while, interrupt it then, and give back what still does not end.
   *
   * @param grace how long jobs may run on
   */
  public void stop(List<Poller> pollers, Duration grace) {
    each(pollers, Poller::stopClaiming);
    each(pollers, grace, Poller::awaitEmpty);
    each(pollers, Poller::interrupt);
    each(pollers, AFTER_INTERRUPT, Poller::awaitEmpty);
    each(pollers, Poller::end);
    each(pollers, LONGEST_JOIN, Poller::join);
  }

  /** All of them together may take so long. */
  private void each(List<Poller> pollers, Duration atMost, BiConsumer<Poller, Duration> step) {
    long end = nanos.getAsLong() + atMost.toNanos();
    each(
        pollers,
        poller -> step.accept(poller, Duration.ofNanos(Math.max(end - nanos.getAsLong(), 0))));
  }

  /** One that fails must not keep the others, and so their threads, from ending. */
  private static void each(List<Poller> pollers, Consumer<Poller> step) {
    for (Poller poller : pollers) {
      try {
        step.accept(poller);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "A queue could not be left as it should be", e);
      }
    }
  }
}
