package io.buttress.jobs.ejb;

import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobHandler;
import io.buttress.jobs.Recurring;
import io.buttress.jobs.engine.HandlerMethods;
import io.buttress.jobs.engine.Registry.Registered;
import io.buttress.jobs.engine.Schedules;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A handler's method, and the bean that it belongs to.
 *
 * @param isPooled whether that is an EJB whose instances the container shares out call by call
 * @param recurring when it recurs, if it does
 */
record FoundHandler(
    Bean<?> bean,
    boolean isPooled,
    Method method,
    JobHandler annotation,
    Optional<Recurring> recurring) {
  /**
   * As the engine takes it.
   *
   * @throws IllegalArgumentException if bean, annotation or method are not as they should be
   */
  Registered register(BeanManager beans) {
    checkReachable();
    recurring.ifPresent(this::checkFires);
    RequestScope scope = new RequestScope(beans);
    HandlerBean instances = new HandlerBean(beans, bean, isPooled);
    return HandlerMethods.register(
        annotation,
        method,
        (payload, context) -> scope.call(() -> invoke(instances, payload, context)),
        where());
  }

  private String where() {
    return bean.getBeanClass().getName() + '.' + method.getName();
  }

  private void checkFires(Recurring rule) {
    try {
      Schedules.check(annotation.value(), rule.cron(), rule.zone());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where() + ": " + e.getMessage(), e);
    }
  }

  private void checkReachable() {
    if (!Modifier.isPublic(method.getModifiers())) {
      throw new IllegalArgumentException(where() + ": a handler's method must be public");
    }
    if (!bean.getTypes().contains(bean.getBeanClass())) {
      throw new IllegalArgumentException(
          where() + ": jobs call the bean's class, which it hides; give an EJB a @LocalBean view");
    }
    // The class need not be public.
    method.setAccessible(true);
  }

  private @Nullable Object invoke(
      HandlerBean instances, @Nullable Object payload, JobContext context) throws Exception {
    return instances.call(instance -> HandlerMethods.call(method, instance, payload, context));
  }
}
