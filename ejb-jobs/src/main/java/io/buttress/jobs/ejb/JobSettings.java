package io.buttress.jobs.ejb;

import static io.buttress.config.ValueTypes.SIZE;
import static io.buttress.config.ValueTypes.SWITCH;
import static io.buttress.config.ValueTypes.TEXT;
import static io.buttress.config.ValueTypes.duration;
import static io.buttress.config.ValueTypes.integer;
import static io.buttress.config.ValueTypes.oneOf;

import io.buttress.config.Feature;
import io.buttress.config.FeatureSettings;
import io.buttress.config.FeatureSource;
import io.buttress.config.Group;
import io.buttress.config.Setting;
import io.buttress.jobs.engine.PriorityOrder;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.TurnLimits;
import java.time.Duration;
import java.util.List;

/** The settings under {@code buttress.jobs.}, and {@code buttress.jobs.QUEUE.}. */
public final class JobSettings implements FeatureSource {
  static final Setting<Boolean> ENABLED = Setting.of("enabled", SWITCH, "true");
  static final Setting<String> APPLICATION =
      Setting.of(
          "application",
          TEXT.where(
              "1 to 32 letters, digits, '-', '_' and '.'", p -> p.matches("[A-Za-z0-9._-]{1,32}")));
  static final Setting<Integer> NODE_WORKERS = Setting.of("node-workers", integer(0, 1_000), "0");
  static final Setting<Duration> GRACE =
      Setting.of("grace", duration(Duration.ZERO, Duration.ofMinutes(10)), "20s");
  static final Setting<Long> PAYLOAD_LIMIT =
      Setting.of(
          "payload-limit", SIZE.where("from 1 to 1MiB", s -> s > 0 && s <= 1 << 20), "64KiB");
  static final Setting<byte[]> ENCRYPTION_KEY = Setting.of("encryption-key", PayloadSettings.KEY);
  static final Setting<List<byte[]>> OLD_ENCRYPTION_KEYS =
      Setting.of("old-encryption-keys", PayloadSettings.KEYS);
  static final Setting<String> THREAD_FACTORY =
      Setting.of("thread-factory", TEXT, "java:comp/DefaultManagedThreadFactory");
  static final Setting<Integer> REPLICAS = Setting.of("replicas", integer(0, 100), "0");
  static final Setting<Duration> REPLICA_TIMEOUT =
      Setting.of("replica-timeout", duration(Duration.ofMillis(1), Duration.ofSeconds(5)), "250ms");
  static final Setting<String> OUTBOX_DATA_SOURCE = Setting.of("outbox-data-source", TEXT);
  static final Setting<String> OUTBOX_TABLE =
      Setting.of(
          "outbox-table",
          TEXT.where(
              "1 to 128 letters, digits, '_' and '.'", n -> n.matches("[A-Za-z0-9_.]{1,128}")),
          "buttress_outbox");
  static final Setting<Duration> OUTBOX_MEMORY =
      Setting.of("outbox-memory", duration(Duration.ofMinutes(1), Duration.ofDays(30)), "1h");

  static final Setting<Integer> WORKERS = Setting.of("workers", integer(0, 100), "4");
  static final Setting<Integer> WEIGHT = Setting.of("weight", integer(1, 100), "1");
  static final Setting<Duration> PREFETCH =
      Setting.of("prefetch", duration(Duration.ZERO, Duration.ofSeconds(1)), "50ms");
  static final Setting<PriorityOrder> PRIORITIES =
      Setting.of("priorities", oneOf(PriorityOrder.class), "strict");
  static final Setting<Duration> LEASE =
      Setting.of("lease", duration(Duration.ofSeconds(1), Duration.ofHours(1)), "12s");
  static final Setting<Integer> CONCURRENCY = Setting.of("concurrency", integer(0, 1_000_000), "0");
  static final Setting<Integer> KEY_CONCURRENCY =
      Setting.of("key-concurrency", integer(0, 1_000_000), "1");
  static final Setting<Integer> CRASHES = Setting.of("crashes", integer(1, 100), "3");
  static final Setting<Integer> ERRORS = Setting.of("errors", integer(1, 100), "10");
  static final Setting<Integer> DEAD_COUNT =
      Setting.of("dead-count", integer(1, 1_000_000), "10000");
  static final Setting<Duration> DEAD_AGE =
      Setting.of("dead-age", duration(Duration.ofMinutes(1), Duration.ofDays(3_650)), "30d");
  static final Setting<String> RATE_LIMIT = Setting.of("rate-limit", TEXT);

  static final Feature FEATURE =
      Feature.of(
          "jobs",
          "QUEUE",
          List.of(
              ENABLED,
              APPLICATION,
              NODE_WORKERS,
              GRACE,
              PAYLOAD_LIMIT,
              ENCRYPTION_KEY,
              OLD_ENCRYPTION_KEYS,
              THREAD_FACTORY,
              REPLICAS,
              REPLICA_TIMEOUT,
              OUTBOX_DATA_SOURCE,
              OUTBOX_TABLE,
              OUTBOX_MEMORY),
          List.of(
              WORKERS,
              WEIGHT,
              PREFETCH,
              PRIORITIES,
              LEASE,
              CONCURRENCY,
              KEY_CONCURRENCY,
              CRASHES,
              ERRORS,
              DEAD_COUNT,
              DEAD_AGE,
              RATE_LIMIT));

  /** For the service loader. */
  public JobSettings() {}

  @Override
  public Feature feature() {
    return FEATURE;
  }

  @Override
  public void check(FeatureSettings settings) {
    Group general = settings.general();
    if (general.has(OLD_ENCRYPTION_KEYS) && !general.has(ENCRYPTION_KEY)) {
      general.note(OLD_ENCRYPTION_KEYS, "goes with encryption-key alone");
    }
    settings.policies().values().forEach(queue -> queue.noteUnlessLimited(RATE_LIMIT));
  }

  /** How a queue is worked off. */
  static QueueSettings queue(String name, Group group) {
    TurnLimits limits =
        new TurnLimits(
            group.get(LEASE),
            group.get(CONCURRENCY),
            group.get(KEY_CONCURRENCY),
            group.get(CRASHES),
            group.get(ERRORS),
            group.get(DEAD_COUNT),
            group.get(DEAD_AGE));
    return new QueueSettings(
        name, group.get(WORKERS), group.get(PREFETCH), group.get(PRIORITIES), limits);
  }

  /** How a queue is worked off of which the properties say nothing. */
  static QueueSettings queue(String name) {
    TurnLimits usual = TurnLimits.STANDARD;
    return QueueSettings.of(name, 4)
        .withLimits(
            new TurnLimits(
                usual.lease(),
                usual.concurrency(),
                1,
                usual.crashes(),
                usual.errors(),
                usual.dead(),
                usual.deadAge()));
  }
}
