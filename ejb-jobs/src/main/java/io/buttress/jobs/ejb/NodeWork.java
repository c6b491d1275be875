package io.buttress.jobs.ejb;

import io.buttress.Buttress;
import io.buttress.config.FeatureSettings;
import io.buttress.config.Group;
import io.buttress.jobs.engine.Brakes;
import io.buttress.jobs.engine.JobEngine;
import io.buttress.jobs.engine.NodeShares;
import io.buttress.jobs.engine.Poller;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Throttle;
import io.buttress.redis.RedisConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
  private final Announcement announcement;
  private final TickPermit permit = new TickPermit(System.nanoTime());
  private final List<Poller> pollers = new ArrayList<>();

  NodeWork(
      Buttress buttress, FeatureSettings settings, JobEngine engine, Announcement announcement) {
    this.buttress = buttress;
    this.settings = settings;
    this.engine = engine;
    this.announcement = announcement;
  }

  /** Starts a poller for each queue that handlers name or settings are written for. */
  void start(ThreadFactory threads) {
    announcement.make();
    NodeShares shares = new NodeShares(settings.general().get(JobSettings.NODE_WORKERS));
    List<QueueSettings> queues = queues(engine.registry().queues(), settings);
    for (QueueSettings of : queues) {
      Optional<Group> group = Optional.ofNullable(settings.policies().get(of.name()));
      int weight = group.map(written -> written.get(JobSettings.WEIGHT)).orElse(1);
      Brakes brakes = new Brakes(throttle(of.name(), group), permit, shares.join(weight));
      pollers.add(engine.poller(of, brakes, threads));
    }
    pollers.forEach(Poller::start);
    List<String> names = queues.stream().map(QueueSettings::name).toList();
    LOG.log(Level.INFO, "Jobs of the queues {0} are done here", names);
  }

  /**
   * The queues that handlers name or settings are written for, in the order of their names, but for
   * those that this node leaves to others.
   */
  static List<QueueSettings> queues(Set<String> ofHandlers, FeatureSettings settings) {
    Set<String> names = new TreeSet<>(ofHandlers);
    names.addAll(settings.policies().keySet());
    return names.stream()
        .map(
            name ->
                Optional.ofNullable(settings.policies().get(name))
                    .map(written -> JobSettings.queue(name, written))
                    .orElseGet(() -> JobSettings.queue(name)))
        .filter(queue -> queue.workers() > 0)
        .toList();
  }

  private Throttle throttle(String name, Optional<Group> group) {
    return group
        .flatMap(written -> RateLimitThrottle.find(name, written, buttress))
        .orElse(Throttle.NONE);
  }

  /** The container's timer has ticked. */
  void tick() {
    permit.tick(System.nanoTime());
    announcement.tick(buttress.redis().filter(RedisConnection::isOut).isPresent());
  }

  @Override
  public void close() {
    engine.stop(pollers, settings.general().get(JobSettings.GRACE));
  }
}
