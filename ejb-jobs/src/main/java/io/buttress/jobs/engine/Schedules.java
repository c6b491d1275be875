package io.buttress.jobs.engine;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobSchedules;
import io.buttress.jobs.MissedFires;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Recurring jobs: says when they fire next. That each fire is one job is for the store, which
 * compares the fire that this node has seen to the one that is due.
 */
public final class Schedules implements JobSchedules, Firing {
  private static final Logger LOG = System.getLogger(Schedules.class.getName());
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:@-]{1,40}");
  // One that never fires again stays, so that it is not taken for new.
  private static final long NEVER = Instant.parse("9000-01-01T00:00:00Z").toEpochMilli();

  private final RecurringStore store;
  private final JobWriter writer;
  private final Registry registry;
  private final Events events;

  /**
   * @param events is told of the jobs that are added
   */
  public Schedules(RecurringStore store, JobWriter writer, Registry registry, Events events) {
    this.store = store;
    this.writer = writer;
    this.registry = registry;
    this.events = events;
  }

  /**
   * Checks what is to recur, and when.
   *
   * @throws IllegalArgumentException if it can't be read, or never does
   */
  public static void check(String name, String cron, String zone) {
    checkName(name);
    try {
      if (new Cron(cron, ZoneId.of(zone)).next(Instant.EPOCH).isEmpty()) {
        throw new IllegalArgumentException("'" + cron + "' never fires");
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + zone + "' is no time zone", e);
    }
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a recurring job's name must be " + NAME.pattern() + ", but is " + name);
    }
  }

  @Override
  public void put(String name, String cron, ZoneId zone, MissedFires missed, JobRequest job) {
    checkName(name);
    if (job.id().isPresent()) {
      throw new IllegalArgumentException("a recurring job has no id: each of its fires has one");
    }
    String queue = job.queue().orElse(registry.queueOf(job.type()));
    Definition definition = new Definition(cron, zone, missed, writer.write(job).envelope());
    long next =
        definition
            .next(store.nowMillis(queue))
            .orElseThrow(() -> new IllegalArgumentException("'" + cron + "' never fires"));
    store.define(queue, name, definition.text(), next);
  }

  /** See {@link RecurringStore#since}. */
  public long since(String queue) {
    return store.since(queue);
  }

  @Override
  public boolean remove(String queue, String name) {
    return store.remove(queue, name);
  }

  @Override
  public List<Scheduled> list(String queue) {
    List<Scheduled> all = new ArrayList<>();
    for (TurnReply.Fire fire : store.list(queue)) {
      Definition definition = Definition.read(fire.definition());
      all.add(
          new Scheduled(
              fire.name(),
              definition.cron(),
              definition.zone(),
              definition.missed(),
              definition.envelope().type(),
              Instant.ofEpochMilli(fire.fireMillis())));
    }
    return all;
  }

  @Override
  public boolean fire(String queue, TurnReply reply) {
    boolean any = false;
    for (TurnReply.Fire fire : reply.fires()) {
      try {
        fire(queue, fire, reply.nowMillis());
        any = true;
      } catch (StoreUnavailableException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.log(
            Level.ERROR,
            "The recurring job " + fire.name() + " of queue " + queue + " is broken",
            e);
      }
    }
    return any;
  }

  private void fire(String queue, TurnReply.Fire fire, long now) {
    Definition definition = Definition.read(fire.definition());
    Definition.Due due = definition.due(fire.fireMillis(), now);
    SortedMap<Long, NewJob> jobs = new TreeMap<>();
    for (long time : due.fires()) {
      String id = fire.name() + ':' + time;
      jobs.put(time, new NewJob(id, definition.delay(), definition.envelope()));
    }
    List<TurnReply.Follower> added =
        store.fire(queue, fire.name(), fire.fireMillis(), due.next().orElse(NEVER), jobs);
    LOG.log(Level.DEBUG, "{0} fires {1}: {2}", fire.name(), due.fires(), added);
    events.tellEnqueued(queue, added);
  }
}
