package io.buttress.jobs.ejb;

import static io.buttress.config.ValueTypes.SWITCH;
import static io.buttress.config.ValueTypes.TEXT;
import static io.buttress.config.ValueTypes.duration;
import static io.buttress.config.ValueTypes.integer;
import static io.buttress.config.ValueTypes.listOf;

import io.buttress.config.Feature;
import io.buttress.config.FeatureSettings;
import io.buttress.config.FeatureSource;
import io.buttress.config.Group;
import io.buttress.config.Setting;
import io.buttress.config.ValueType;
import io.buttress.error.ConfigurationException;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Registry.Registered;
import io.buttress.text.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings under {@code buttress.job-types.TYPE.}, which win over the handler's annotation. */
public final class JobTypeSettings implements FeatureSource {
  private static final ValueType<Duration> TIME =
      duration(Duration.ofMillis(1), Duration.ofDays(365));
  private static final ValueType<List<Class<? extends Throwable>>> EXCEPTIONS =
      listOf("names of exception classes", JobTypeSettings::exception);

  static final Setting<String> QUEUE =
      Setting.of(
          "queue",
          TEXT.where(
              "1 to 64 letters, digits, '.', '_', '-', ':' and '@'",
              name -> name.matches("[A-Za-z0-9._:@-]{1,64}")));
  static final Setting<Integer> ATTEMPTS = Setting.of("attempts", integer(1, 1_000));
  static final Setting<Duration> RETRY_BASE = Setting.of("retry-base", TIME);
  static final Setting<Duration> RETRY_CAP = Setting.of("retry-cap", TIME);
  static final Setting<Duration> TIMEOUT = Setting.of("timeout", TIME);
  static final Setting<List<Class<? extends Throwable>>> RETRY_ON =
      Setting.of("retry-on", EXCEPTIONS);
  static final Setting<List<Class<? extends Throwable>>> BURY = Setting.of("bury", EXCEPTIONS);
  static final Setting<List<Class<? extends Throwable>>> DISCARD =
      Setting.of("discard", EXCEPTIONS);
  static final Setting<Duration> RETENTION =
      Setting.of("retention", duration(Duration.ZERO, Duration.ofDays(3_650)));
  static final Setting<Boolean> TRANSACTIONAL = Setting.of("transactional", SWITCH);

  static final Feature FEATURE =
      Feature.of(
          "job-types",
          "TYPE",
          List.of(),
          List.of(
              QUEUE,
              ATTEMPTS,
              RETRY_BASE,
              RETRY_CAP,
              TIMEOUT,
              RETRY_ON,
              BURY,
              DISCARD,
              RETENTION,
              TRANSACTIONAL));

  /** For the service loader. */
  public JobTypeSettings() {}

  @Override
  public Feature feature() {
    return FEATURE;
  }

  @Override
  public void check(FeatureSettings settings) {
    settings.policies().values().forEach(JobTypeSettings::checkDelays);
  }

  /** What both properties say; one of them beside the annotation is told by {@link #apply}. */
  private static void checkDelays(Group type) {
    Optional<Duration> base = type.find(RETRY_BASE);
    if (type.find(RETRY_CAP)
        .filter(cap -> base.isPresent() && cap.compareTo(base.get()) < 0)
        .isPresent()) {
      type.note(RETRY_CAP, "is less than retry-base");
    }
  }

  private static Class<? extends Throwable> exception(String name) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return Class.forName(name, false, loader).asSubclass(Throwable.class);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException("there is no class " + name, e);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException("the class " + name + " is no exception", e);
    }
  }

  /**
   * The handlers with what the properties say of them.
   *
   * @throws ConfigurationException if something is said of a type that has no handler
   */
  static Registry apply(FeatureSettings settings, List<Registered> handlers) {
    Registry registry = new Registry();
    for (Registered handler : handlers) {
      Optional<Group> group = Optional.ofNullable(settings.policies().get(handler.type()));
      registry.add(group.map(g -> handler.with(apply(g, handler.settings()))).orElse(handler));
    }
    Set<String> known = registry.types();
    List<String> unknown =
        settings.policies().keySet().stream()
            // Who has no handlers at all only adds jobs, and may share the settings of who does
            // them.
            .filter(type -> !known.isEmpty() && !known.contains(type))
            .map(
                type ->
                    FEATURE.prefix()
                        + type
                        + ": no handler does such jobs"
                        + Nearest.hint(type, known))
            .toList();
    if (!unknown.isEmpty()) {
      throw new ConfigurationException(unknown);
    }
    return registry;
  }

  private static HandlerSettings apply(Group group, HandlerSettings usual) {
    return new HandlerSettings(
        group.find(QUEUE).orElse(usual.queue()),
        retry(group, usual.retry()),
        group.find(TIMEOUT).or(usual::timeout),
        group.find(RETRY_ON).orElse(usual.retryOn()),
        group.find(BURY).orElse(usual.bury()),
        group.find(DISCARD).orElse(usual.discard()),
        group.find(RETENTION).orElse(usual.retention()),
        group.find(TRANSACTIONAL).orElse(usual.transactional()));
  }

  private static RetryPolicy retry(Group group, RetryPolicy usual) {
    Duration base = group.find(RETRY_BASE).orElse(usual.base());
    Duration cap = group.find(RETRY_CAP).orElse(usual.cap());
    if (cap.compareTo(base) < 0) {
      throw new ConfigurationException(
          List.of(group.prefix() + "retry-cap: " + cap + " is less than retry-base, " + base));
    }
    return new RetryPolicy(group.find(ATTEMPTS).orElse(usual.attempts()), base, cap);
  }
}
