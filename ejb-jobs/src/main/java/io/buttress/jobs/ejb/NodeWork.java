package io.buttress.jobs.ejb;

import io.buttress.Buttress;
import io.buttress.config.FeatureSettings;
import io.buttress.config.Group;
import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobSchedules;
import io.buttress.jobs.engine.Brakes;
import io.buttress.jobs.engine.JobEngine;
import io.buttress.jobs.engine.NodeShares;
import io.buttress.jobs.engine.Poller;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Throttle;
import io.buttress.jobs.redis.RedisOperationsStore;
import io.buttress.redis.RedisConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;

/** What this node does of an application's jobs. */
final class NodeWork implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NodeWork.class.getName());

  private final Buttress buttress;
  private final FeatureSettings settings;
  private final JobEngine engine;
  private final RedisOperationsStore lookout;
  private final JobSchedules schedules;
  private final List<FoundHandler> found;
  private final TickPermit permit = new TickPermit(System.nanoTime());
  private final List<Poller> pollers = new ArrayList<>();
  private volatile boolean announced = true;

  NodeWork(
      Buttress buttress,
      FeatureSettings settings,
      JobEngine engine,
      RedisOperationsStore lookout,
      JobSchedules schedules,
      List<FoundHandler> found) {
    this.buttress = buttress;
    this.settings = settings;
    this.engine = engine;
    this.lookout = lookout;
    this.schedules = schedules;
    this.found = found;
  }

  /** Starts a poller for each queue that handlers name or settings are written for. */
  void start(ThreadFactory threads) {
    announced = false;
    announce();
    NodeShares shares = new NodeShares(settings.general().get(JobSettings.NODE_WORKERS));
    Set<String> names = new TreeSet<>(engine.registry().queues());
    names.addAll(settings.policies().keySet());
    for (String name : names) {
      Optional<Group> group = Optional.ofNullable(settings.policies().get(name));
      QueueSettings of =
          group
              .map(written -> JobSettings.queue(name, written))
              .orElseGet(() -> JobSettings.queue(name));
      if (of.workers() > 0) {
        int weight = group.map(written -> written.get(JobSettings.WEIGHT)).orElse(1);
        Brakes brakes = new Brakes(throttle(name, group), permit, shares.join(weight));
        pollers.add(engine.poller(of, brakes, threads));
      }
    }
    pollers.forEach(Poller::start);
    LOG.log(Level.INFO, "Jobs of the queues {0} are done here", names);
  }

  private Throttle throttle(String name, Optional<Group> group) {
    return group
        .flatMap(written -> RateLimitThrottle.find(name, written, buttress))
        .orElse(Throttle.NONE);
  }

  /** Tells Redis what recurs, as soon as it is there. */
  private void announce() {
    try {
      found.forEach(this::defineIfRecurring);
      announced = true;
      String eviction = lookout.evictionPolicy(HandlerSettings.USUAL_QUEUE);
      if (!eviction.equals("noeviction")) {
        LOG.log(
            Level.WARNING,
            "Redis has maxmemory-policy {0}: when its memory is full it deletes jobs. Set it to"
                + " noeviction",
            eviction);
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "Redis can't be told now what recurs", e);
    }
  }

  private void defineIfRecurring(FoundHandler handler) {
    String type = handler.annotation().value();
    handler
        .recurring()
        .ifPresent(
            rule ->
                schedules.put(
                    type,
                    rule.cron(),
                    ZoneId.of(rule.zone()),
                    rule.missed(),
                    JobRequest.of(type, null)));
  }

  /** The container's timer has ticked. */
  void tick() {
    permit.tick(System.nanoTime());
    if (buttress.redis().filter(RedisConnection::isOut).isPresent()) {
      // It may have lost what it was told.
      announced = false;
    } else if (!announced) {
      announce();
    }
  }

  @Override
  public void close() {
    engine.stop(pollers, settings.general().get(JobSettings.GRACE));
  }
}
