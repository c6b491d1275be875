package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.error.ConfigurationException;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class JobsStartupTest {
  /** Has a mistake in what only shows when jobs begin. */
  private static final class Mistaken extends JobsExtension {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    boolean hasHandlers() {
      return true;
    }

    @Override
    synchronized JobsRuntime runtime() {
      throw new ConfigurationException(List.of("buttress.jobs.mail.rate-limit: mistaken"));
    }

    @Override
    synchronized void close() {
      closed.set(true);
    }
  }

  @Test
  void what_has_begun_is_ended_if_the_rest_does_not_begin() throws Exception {
    Mistaken extension = new Mistaken();
    JobsStartup startup = new JobsStartup();
    Field beans = JobsStartup.class.getDeclaredField("beans");
    beans.setAccessible(true);
    beans.set(
        startup,
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BeanManager.class},
            (proxy, method, arguments) -> extension));
    assertThatThrownBy(startup::start).isInstanceOf(ConfigurationException.class);
    assertThat(extension.closed).isTrue();
  }
}
