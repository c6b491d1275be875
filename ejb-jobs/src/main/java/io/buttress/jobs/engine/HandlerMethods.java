package io.buttress.jobs.engine;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobHandler;
import io.buttress.jobs.JobHandlers.Handler;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.engine.Registry.Registered;
import io.buttress.text.Durations;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes handlers of methods with {@link JobHandler}. */
public final class HandlerMethods {
  private HandlerMethods() {}

  /**
   * A handler, as the annotation has it.
   *
   * @param handler calls the method
   * @param where where it stands, for messages
   * @throws IllegalArgumentException if annotation or method are not as they should be
   */
  public static Registered register(
      JobHandler annotation, Method method, Handler<Object> handler, String where) {
    try {
      // No job could be of a type that a request refuses.
      String type = JobRequest.of(annotation.value(), null).type();
      return new Registered(type, payload(method), settings(annotation), handler, where);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  /** What is to be told of a method with {@code @Recurring} alone. */
  public static String recursWithoutHandler(Method method) {
    return method.getDeclaringClass().getName()
        + '.'
        + method.getName()
        + ": @Recurring needs a @JobHandler beside it, which names the job that recurs";
  }

  /** Calls the method with what it takes. */
  public static @Nullable Object call(
      Method method, Object instance, @Nullable Object payload, JobContext context)
      throws Exception {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = types[i] == JobContext.class ? context : payload;
    }
    try {
      return method.invoke(instance, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static HandlerSettings settings(JobHandler annotation) {
    RetryPolicy retry =
        new RetryPolicy(
            annotation.attempts(),
            duration("retryBase", annotation.retryBase()),
            duration("retryCap", annotation.retryCap()));
    return new HandlerSettings(
        annotation.queue(),
        retry,
        ifAny("timeout", annotation.timeout()),
        List.of(annotation.retryOn()),
        List.of(annotation.bury()),
        List.of(annotation.discard()),
        ifAny("retention", annotation.retention()).orElse(Duration.ZERO),
        annotation.transactional());
  }

  private static Optional<Duration> ifAny(String member, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(duration(member, text));
  }

  private static Duration duration(String member, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(member + " = '" + text + "': " + e.getMessage(), e);
    }
  }

  /**
   * The type of the payload: that of the one parameter that is not the context; Void if there is
   * none.
   *
   * @throws IllegalArgumentException if there are several
   */
  private static Type payload(Method method) {
    List<Type> types =
        Arrays.stream(method.getGenericParameterTypes())
            .filter(type -> type != JobContext.class)
            .toList();
    if (types.size() > 1 || method.getParameterCount() > 2) {
      throw new IllegalArgumentException(
          "a handler takes the payload, or a JobContext, or both, or nothing");
    }
    return types.isEmpty() ? Void.class : types.get(0);
  }
}
