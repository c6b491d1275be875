package io.buttress.jobs.ejb;

import io.buttress.jobs.JobHandler;
import io.buttress.jobs.JobOnce;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobOutbox;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobSchedules;
import io.buttress.jobs.Recurring;
import io.buttress.jobs.engine.HandlerMethods;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Registry.Registered;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import jakarta.enterprise.inject.spi.SessionBeanType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handlers of an application when it is deployed, and offers {@link JobQueue}, {@link
 * JobOutbox}, {@link JobOnce}, {@link JobSchedules} and {@link JobOperations} for injection. Holds
 * what runs of the application's jobs.
 */
public class JobsExtension implements Extension {
  private final List<FoundHandler> found = new CopyOnWriteArrayList<>();
  private final Set<String> mistakes = new CopyOnWriteArraySet<>();
  private volatile boolean needsOutbox;
  private @Nullable JobsRuntime runtime;

  /** For the container. */
  public JobsExtension() {}

  void find(@Observes ProcessManagedBean<?> event) {
    find(event.getBean(), event, event.getAnnotatedBeanClass());
  }

  void findInEjb(@Observes ProcessSessionBean<?> event) {
    Annotated annotated = event.getAnnotated();
    if (annotated instanceof AnnotatedType<?> type) {
      find(event.getBean(), event, type);
    }
  }

  private static boolean isPooled(ProcessBean<?> event) {
    return event instanceof ProcessSessionBean<?> ejb
        && ejb.getSessionBeanType() != SessionBeanType.STATEFUL;
  }

  private void find(Bean<?> bean, ProcessBean<?> event, AnnotatedType<?> type) {
    for (AnnotatedMethod<?> method : BeanMethods.of(type)) {
      JobHandler annotation = method.getAnnotation(JobHandler.class);
      Recurring recurring = method.getAnnotation(Recurring.class);
      // Some containers tell of an EJB by both events.
      if (annotation != null && isNew(bean, method)) {
        found.add(
            new FoundHandler(
                bean,
                isPooled(event),
                method.getJavaMember(),
                annotation,
                Optional.ofNullable(recurring)));
      } else if (annotation == null && recurring != null) {
        mistakes.add(HandlerMethods.recursWithoutHandler(method.getJavaMember()));
      }
    }
  }

  private boolean isNew(Bean<?> bean, AnnotatedMethod<?> method) {
    return found.stream()
        .filter(other -> other.bean().getBeanClass().equals(bean.getBeanClass()))
        .noneMatch(other -> other.method().equals(method.getJavaMember()));
  }

  void offer(@Observes AfterBeanDiscovery event) {
    offer(event, JobQueue.class, JobsRuntime::queue);
    offer(event, JobSchedules.class, JobsRuntime::schedules);
    offer(event, JobOperations.class, JobsRuntime::operations);
    offer(event, JobOutbox.class, JobsRuntime::outbox);
    offer(event, JobOnce.class, JobsRuntime::once);
  }

  private <T> void offer(AfterBeanDiscovery event, Class<T> type, Function<JobsRuntime, T> part) {
    event
        .<T>addBean()
        .beanClass(JobsExtension.class)
        .id("io.buttress.jobs." + type.getSimpleName())
        .types(type, Object.class)
        .scope(ApplicationScoped.class)
        .createWith(context -> part.apply(runtime()));
  }

  void noteOutbox(@Observes ProcessInjectionPoint<?, JobOutbox> event) {
    needsOutbox = true;
  }

  void check(@Observes AfterDeploymentValidation event, BeanManager beans) {
    mistakes.forEach(mistake -> event.addDeploymentProblem(new IllegalArgumentException(mistake)));
    Registry registry = new Registry();
    for (FoundHandler handler : found) {
      try {
        registry.add(handler.register(beans));
      } catch (IllegalArgumentException e) {
        event.addDeploymentProblem(e);
      }
    }
  }

  /** Whether there is anything to be done here. */
  boolean hasHandlers() {
    return !found.isEmpty();
  }

  /** Whether somebody wants to have an outbox. */
  boolean needsOutbox() {
    return needsOutbox;
  }

  List<FoundHandler> found() {
    return found;
  }

  /**
   * All handlers.
   *
   * @throws IllegalArgumentException if one is not as it should be
   */
  List<Registered> handlers(BeanManager beans) {
    return found.stream().map(handler -> handler.register(beans)).toList();
  }

  /** What runs of the application's jobs; started if it does not. */
  synchronized JobsRuntime runtime() {
    JobsRuntime current = runtime;
    if (current == null) {
      current = JobsRuntime.start(this);
      runtime = current;
    }
    return current;
  }

  /** The bean that starts jobs ends them, too; this is for jobs that were only added. */
  void end(@Observes BeforeShutdown event) {
    close();
  }

  /** The container's timer has ticked. After the end that starts nothing anew. */
  void tick() {
    JobsRuntime current = running();
    if (current != null) {
      current.tick();
    }
  }

  private synchronized @Nullable JobsRuntime running() {
    return runtime;
  }

  /** Ends it, if it runs. The last jobs may still ask for it while it waits for them. */
  void close() {
    JobsRuntime current = running();
    if (current != null) {
      try {
        current.close();
      } finally {
        forget(current);
      }
    }
  }

  private synchronized void forget(JobsRuntime ended) {
    if (runtime == ended) {
      runtime = null;
    }
  }
}
