package io.buttress.jobs.engine;

import static java.util.stream.Collectors.joining;

import io.buttress.jobs.BuryJobException;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.RetryJobException;
import io.buttress.jobs.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** What becomes of a job that has failed. */
final class FailureRules {
  private static final int LONGEST_ERROR = 2_000;
  // What has no number of milliseconds could never be told to Redis.
  private static final Duration LONGEST_DELAY = Duration.ofDays(3_650);

  private final DoubleSupplier random;

  /**
   * @param random from 0 to 1, for the jitter
   */
  FailureRules(DoubleSupplier random) {
    this.random = random;
  }

  Settlement decide(ClaimedJob job, HandlerSettings settings, Throwable failure) {
    String error = describe(failure);
    Set<Throwable> causes = causes(failure);
    if (isOneOf(causes, List.of(BuryJobException.class))) {
      return new Settlement.Bury(job, error);
    }
    boolean again = isOneOf(causes, settings.retryOn());
    if (!again && isOneOf(causes, settings.discard())) {
      return new Settlement.Discard(job, error);
    }
    if (!again && isOneOf(causes, settings.bury())) {
      return new Settlement.Bury(job, error);
    }
    RetryPolicy policy =
        job.envelope().option(Envelope.RETRY).map(RetryText::read).orElse(settings.retry());
    if (job.failures() + 1 >= policy.attempts()) {
      return new Settlement.Bury(job, error);
    }
    return new Settlement.Retry(
        job, asked(causes).orElseGet(() -> delay(policy, job.failures())), error);
  }

  private static Optional<Duration> asked(Set<Throwable> causes) {
    return causes.stream()
        .filter(RetryJobException.class::isInstance)
        .map(cause -> ((RetryJobException) cause).delay())
        .filter(delay -> !delay.isNegative())
        .map(delay -> delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay)
        .findFirst();
  }

  /** Full jitter: any time up to the exponential one, so that failed jobs do not come in herds. */
  Duration delay(RetryPolicy policy, int failures) {
    double doubled = policy.base().toMillis() * Math.pow(2, failures);
    double longest = Math.min((double) policy.cap().toMillis(), doubled);
    return Duration.ofMillis((long) (longest * random.getAsDouble()));
  }

  private static boolean isOneOf(Set<Throwable> causes, List<Class<? extends Throwable>> types) {
    return types.stream().anyMatch(type -> causes.stream().anyMatch(type::isInstance));
  }

  /** Containers wrap what a handler throws. */
  private static Set<Throwable> causes(Throwable failure) {
    Set<Throwable> causes = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null && causes.add(cause); ) {
      cause = cause.getCause();
    }
    return causes;
  }

  /**
   * Message and trace of each cause. They share the room: servers put long traces around the one
   * that tells.
   */
  static String describe(Throwable failure) {
    Set<Throwable> causes = causes(failure);
    int room = LONGEST_ERROR / causes.size();
    String all =
        causes.stream().map(cause -> describe(cause, room)).collect(joining("\nCaused by: "));
    return cut(all, LONGEST_ERROR);
  }

  private static String describe(Throwable cause, int room) {
    StringBuilder text = new StringBuilder(cut(text(cause), room / 2));
    for (StackTraceElement frame : cause.getStackTrace()) {
      if (text.length() + frame.toString().length() > room) {
        return text.append("\n\t...").toString();
      }
      text.append("\n\tat ").append(frame);
    }
    return text.toString();
  }

  /** There are exceptions whose messages can't be made. */
  private static String text(Throwable cause) {
    try {
      return String.valueOf(cause);
    } catch (RuntimeException | Error e) {
      return cause.getClass().getName() + ", which has no message: " + e.getClass().getName();
    }
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
