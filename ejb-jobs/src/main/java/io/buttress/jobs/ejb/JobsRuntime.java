package io.buttress.jobs.ejb;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.config.FeatureSettings;
import io.buttress.config.Group;
import io.buttress.error.ConfigurationException;
import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobOnce;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobOutbox;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobSchedules;
import io.buttress.jobs.engine.AfterCommit;
import io.buttress.jobs.engine.DirectSender;
import io.buttress.jobs.engine.Events;
import io.buttress.jobs.engine.JobEngine;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.JobScope;
import io.buttress.jobs.engine.JobWriter;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Replication;
import io.buttress.jobs.engine.Schedules;
import io.buttress.jobs.engine.Sender;
import io.buttress.jobs.outbox.Outbox;
import io.buttress.jobs.redis.RedisJobOnce;
import io.buttress.jobs.redis.RedisJobStore;
import io.buttress.jobs.redis.RedisOperationsStore;
import io.buttress.jobs.redis.RedisRecurringStore;
import io.buttress.jobs.redis.ScriptRunner;
import io.buttress.redis.RedisConnection;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.transaction.UserTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** What runs of an application's jobs, from its first use to its end. */
final class JobsRuntime implements AutoCloseable {
  private static final Logger LOG = System.getLogger(JobsRuntime.class.getName());
  private static final int STARTS = 1 << 20;
  private static final String NO_REDIS = "buttress.redis.uri: missing; jobs are kept in Redis";

  private static final String NO_OUTBOX =
      "buttress.jobs.outbox-data-source: missing; a JobOutbox is injected, and needs a database";

  private final Buttress buttress;
  private final FeatureSettings settings;
  private final JsonPayloads json = new JsonPayloads();
  private final JobEngine engine;
  private final JobQueue queue;
  private final Schedules schedules;
  private final Operations operations;
  private final JobOnce once;
  private final NodeWork work;
  private final Optional<Outbox> outbox;
  private volatile JobScope scope = JobScope.NONE;
  private boolean closed;

  /**
   * Starts it, without pollers.
   *
   * @throws ConfigurationException if something is wrong with the settings
   */
  static JobsRuntime start(JobsExtension extension) {
    String application = Jndi.find("java:app/AppName", String.class).orElse("application");
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Buttress buttress = Buttress.acquire(Environment.of(application, loader));
    try {
      return new JobsRuntime(buttress, application, extension);
    } catch (RuntimeException | Error e) {
      buttress.release();
      throw e;
    }
  }

  private JobsRuntime(Buttress buttress, String application, JobsExtension extension) {
    this.buttress = buttress;
    this.settings = buttress.settings(JobSettings.FEATURE);
    Group general = settings.general();
    RedisConnection redis =
        buttress.redis().orElseThrow(() -> new ConfigurationException(List.of(NO_REDIS)));
    BeanManager beans = CDI.current().getBeanManager();
    Registry registry =
        JobTypeSettings.apply(
            buttress.settings(JobTypeSettings.FEATURE), extension.handlers(beans));
    ScriptRunner runner =
        new ScriptRunner(redis, general.find(JobSettings.APPLICATION).orElse(safe(application)));
    PayloadCodec codec = PayloadSettings.codec(json, general);
    Events events = new Events(buttress.telemetry());
    tellObservers(beans, events);
    RedisJobStore store = new RedisJobStore(runner);
    JobWriter writer = new JobWriter(codec, new JobIds());
    schedules = new Schedules(new RedisRecurringStore(runner), writer, registry, events);
    engine =
        new JobEngine(
            node(),
            store,
            codec,
            registry,
            events,
            (handler, timeout, body) -> scope.run(handler, timeout, body),
            schedules,
            System::nanoTime);
    JtaTransactions transactions = new JtaTransactions();
    Sender sender = sender(new DirectSender(store, events));
    queue = engine.queue(new AfterCommit(sender, transactions));
    outbox = openOutbox(sender, transactions);
    if (extension.needsOutbox()) {
      JobOutbox unused = outbox();
    }
    once = new RedisJobOnce(runner);
    RedisOperationsStore lookout = new RedisOperationsStore(runner);
    operations = new Operations(lookout, codec);
    Announcement announcement = new Announcement(schedules, lookout, registry, extension.found());
    work = new NodeWork(buttress, settings, engine, announcement);
  }

  /** If there are any; what nobody hears need not be fired. */
  private static void tellObservers(BeanManager beans, Events events) {
    JobEvent any =
        new JobEvent(JobEvent.Kind.ENQUEUED, "default", "any", "any", 0, Duration.ZERO, "");
    if (!beans.resolveObserverMethods(any).isEmpty()) {
      events.listen(beans.getEvent().select(JobEvent.class)::fire);
    }
  }

  /** An application's name can have what a key must not have. */
  private static String safe(String application) {
    String safe = application.replaceAll("[^A-Za-z0-9._-]", "-");
    return safe.substring(0, Math.min(safe.length(), 32));
  }

  /** In a container each process has the same number as the one before it, and often the host. */
  private static String node() {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("node");
    String start =
        Integer.toString(ThreadLocalRandom.current().nextInt(STARTS), Character.MAX_RADIX);
    return host.replaceAll("\\s", "-") + ':' + ProcessHandle.current().pid() + ':' + start;
  }

  /** Only a component that manages its transactions itself is given them. */
  private static JobScope transactions() {
    return Jndi.find("java:comp/UserTransaction", UserTransaction.class)
        .<JobScope>map(JtaScope::new)
        .orElse(JobScope.NONE);
  }

  JobQueue queue() {
    return queue;
  }

  /**
   * @throws ConfigurationException if no database is named for it
   */
  JobOutbox outbox() {
    return outbox.orElseThrow(() -> new ConfigurationException(List.of(NO_OUTBOX)));
  }

  private Sender sender(Sender direct) {
    Group general = settings.general();
    int replicas = general.get(JobSettings.REPLICAS);
    return replicas == 0
        ? direct
        : direct.replicated(new Replication(replicas, general.get(JobSettings.REPLICA_TIMEOUT)));
  }

  private Optional<Outbox> openOutbox(Sender sender, JtaTransactions transactions) {
    Group general = settings.general();
    return general
        .find(JobSettings.OUTBOX_DATA_SOURCE)
        .map(
            name -> {
              Outbox opened =
                  new Outbox(
                      engine,
                      sender,
                      Jndi.get(
                          general.prefix() + JobSettings.OUTBOX_DATA_SOURCE.name(),
                          name,
                          DataSource.class),
                      transactions,
                      general.get(JobSettings.OUTBOX_TABLE),
                      general.get(JobSettings.OUTBOX_MEMORY));
              opened.start(threads());
              return opened;
            });
  }

  private ThreadFactory threads() {
    Group general = settings.general();
    return Jndi.get(
        general.prefix() + JobSettings.THREAD_FACTORY.name(),
        general.get(JobSettings.THREAD_FACTORY),
        ThreadFactory.class);
  }

  JobOnce once() {
    return once;
  }

  JobSchedules schedules() {
    return schedules;
  }

  JobOperations operations() {
    return operations;
  }

  /** Begins to do jobs, if this node is to. */
  synchronized void poll() {
    if (!settings.general().get(JobSettings.ENABLED)) {
      LOG.log(Level.INFO, "This node puts jobs into their queues, but does none");
      return;
    }
    scope = transactions();
    work.start(threads());
  }

  /** The container's timer has ticked. */
  void tick() {
    work.tick();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      work.close();
      outbox.ifPresent(Outbox::close);
      json.close();
    } finally {
      buttress.release();
    }
  }
}
