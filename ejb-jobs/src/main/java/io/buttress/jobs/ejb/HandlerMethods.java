package io.buttress.jobs.ejb;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobHandler;
import io.buttress.jobs.RetryPolicy;
import io.buttress.text.Durations;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a method with {@link JobHandler} says. */
final class HandlerMethods {
  private HandlerMethods() {}

  /**
   * What stands in the annotation.
   *
   * @throws IllegalArgumentException if something can't be read
   */
  static HandlerSettings settings(JobHandler annotation) {
    RetryPolicy retry =
        new RetryPolicy(
            annotation.attempts(),
            Durations.parse(annotation.retryBase()),
            Durations.parse(annotation.retryCap()));
    return new HandlerSettings(
        annotation.queue(),
        retry,
        duration(annotation.timeout()),
        List.of(annotation.retryOn()),
        List.of(annotation.bury()),
        List.of(annotation.discard()),
        duration(annotation.retention()).orElse(Duration.ZERO),
        annotation.transactional());
  }

  private static Optional<Duration> duration(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Durations.parse(text));
  }

  /**
   * The type of the payload: that of the one parameter that is not the context; Void if there is
   * none.
   *
   * @throws IllegalArgumentException if there are several
   */
  static Type payload(Method method) {
    List<Type> types =
        Arrays.stream(method.getGenericParameterTypes())
            .filter(type -> type != JobContext.class)
            .toList();
    if (types.size() > 1 || method.getParameterCount() > 2) {
      throw new IllegalArgumentException(
          method + ": a handler takes the payload, or a JobContext, or both, or nothing");
    }
    return types.isEmpty() ? Void.class : types.get(0);
  }
}
