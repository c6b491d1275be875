package io.buttress.jobs.ejb;

import io.buttress.config.ApplicationConfig;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Starts the pollers with the application, and stops them with it. Its timer is a permit: a server
 * that is suspended stops its timers, and so stops claiming jobs by itself.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class JobsStartup {
  private static final Logger LOG = System.getLogger(JobsStartup.class.getName());
  private static final long TICK_MILLIS = 1_000;

  @Resource private @Nullable TimerService timers;
  @Inject private @Nullable BeanManager beans;
  private @Nullable JobsExtension extension;
  private @Nullable Timer timer;

  /** For the container. */
  public JobsStartup() {}

  @PostConstruct
  void start() {
    JobsExtension found = extension();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    if (found.hasHandlers()
        || found.needsOutbox()
        || ApplicationConfig.asksFor("buttress.jobs.", loader)) {
      extension = found;
      begin(found);
    }
  }

  /** Who fails to start is not told of the end. */
  private void begin(JobsExtension found) {
    try {
      found.runtime().poll();
      timer = startTimer();
    } catch (RuntimeException | Error e) {
      found.close();
      throw e;
    }
  }

  private JobsExtension extension() {
    if (beans == null) {
      throw new IllegalStateException("Jobs need CDI");
    }
    return beans.getExtension(JobsExtension.class);
  }

  private @Nullable Timer startTimer() {
    return timers == null
        ? null
        : timers.createIntervalTimer(
            TICK_MILLIS, TICK_MILLIS, new TimerConfig("buttress-jobs", false));
  }

  @Timeout
  void tick() {
    JobsExtension running = extension;
    if (running != null) {
      running.tick();
    }
  }

  @PreDestroy
  void stop() {
    cancel();
    if (extension != null) {
      extension.close();
    }
  }

  private void cancel() {
    try {
      if (timer != null) {
        timer.cancel();
      }
    } catch (EJBException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "The container has ended the timer before", e);
    }
  }
}
