package io.buttress.jobs.ejb;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.Recurring;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Schedules;
import io.buttress.jobs.redis.RedisOperationsStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells Redis what recurs by {@link Recurring}, and anew when it may have lost that. */
final class Announcement {
  private static final Logger LOG = System.getLogger(Announcement.class.getName());

  /** A Redis that comes back empty within a second is found out by looking there. */
  private static final int TICKS_UNTIL_LOOK = 10;

  private final Schedules schedules;
  private final RedisOperationsStore lookout;
  private final Registry registry;
  private final List<FoundHandler> recurring;
  // By queue, what Redis says of when it was told.
  private final Map<String, Long> since = new ConcurrentHashMap<>();
  private final AtomicInteger ticks = new AtomicInteger();
  // A node that does no jobs says nothing.
  private volatile boolean begun;
  private volatile boolean wanted;

  Announcement(
      Schedules schedules,
      RedisOperationsStore lookout,
      Registry registry,
      List<FoundHandler> handlers) {
    this.schedules = schedules;
    this.lookout = lookout;
    this.registry = registry;
    this.recurring = handlers.stream().filter(handler -> handler.recurring().isPresent()).toList();
  }

  /** Tells Redis, at the latest when it is there. */
  void make() {
    begun = true;
    wanted = true;
    try {
      recurring.forEach(this::define);
      warnOfEviction();
      wanted = false;
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "Redis can't be told now what recurs", e);
    }
  }

  private void define(FoundHandler handler) {
    String type = handler.annotation().value();
    Recurring rule = handler.recurring().orElseThrow();
    ZoneId zone = ZoneId.of(rule.zone());
    schedules.put(type, rule.cron(), zone, rule.missed(), JobRequest.of(type, null));
    String queue = registry.queueOf(type);
    since.put(queue, schedules.since(queue));
  }

  private void warnOfEviction() {
    String eviction = lookout.evictionPolicy(HandlerSettings.USUAL_QUEUE);
    if (eviction.equals("unknown")) {
      LOG.log(
          Level.INFO,
          "Redis does not tell this user its maxmemory-policy: see that it is noeviction");
    } else if (!eviction.equals("noeviction")) {
      LOG.log(
          Level.WARNING,
          "Redis has maxmemory-policy {0}: when its memory is full it deletes jobs. Set it to"
              + " noeviction",
          eviction);
    }
  }

  /**
   * A second has gone by.
   *
   * @param isOut whether Redis is out of reach, so that it may have lost what it was told
   */
  void tick(boolean isOut) {
    if (isOut) {
      wanted = begun;
    } else if (wanted || (ticks.incrementAndGet() % TICKS_UNTIL_LOOK == 0 && isLost())) {
      make();
    }
  }

  private boolean isLost() {
    try {
      return since.entrySet().stream().anyMatch(told -> isLost(told.getKey(), told.getValue()));
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "Redis can't be asked now what recurs", e);
      return false;
    }
  }

  private boolean isLost(String queue, long told) {
    long now = schedules.since(queue);
    return now == 0 || now != told;
  }
}
