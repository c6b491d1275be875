package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.jobs.JobHandler;
import io.buttress.jobs.Recurring;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is wrong with a handler is told when the application is deployed. */
class FoundHandlerTest {
  /** With all that can be wrong. */
  static class Handlers implements Runnable {
    @JobHandler("good")
    @Recurring(cron = "0 9 * * MON", zone = "Europe/Berlin")
    public void good() {}

    @JobHandler("hidden")
    void hidden() {}

    @JobHandler("cron")
    @Recurring(cron = "0 25 * * *")
    public void cron() {}

    @JobHandler("never")
    @Recurring(cron = "0 0 31 2 *")
    public void never() {}

    @JobHandler("zone")
    @Recurring(cron = "0 9 * * *", zone = "Mars/Olympus")
    public void zone() {}

    @JobHandler("a-type-that-is-longer-than-forty-characters")
    @Recurring(cron = "0 9 * * *")
    public void name() {}

    @JobHandler(value = "base", retryBase = "2 seconds")
    public void base() {}

    @JobHandler(value = "attempts", attempts = 0)
    public void attempts() {}

    @JobHandler("no type")
    public void type() {}

    @JobHandler("parameters")
    public void parameters(String one, String another) {}

    @Override
    public void run() {}
  }

  /** Only what a container tells of a bean's class and types. */
  private static Bean<?> bean(Type... types) {
    return (Bean<?>)
        Proxy.newProxyInstance(
            Bean.class.getClassLoader(),
            new Class<?>[] {Bean.class},
            (proxy, method, arguments) ->
                method.getName().equals("getBeanClass") ? Handlers.class : Set.of(types));
  }

  private static void register(String name, Bean<?> bean) {
    Method method =
        Arrays.stream(Handlers.class.getDeclaredMethods())
            .filter(m -> m.getName().equals(name))
            .findFirst()
            .orElseThrow();
    BeanManager beans =
        (BeanManager)
            Proxy.newProxyInstance(
                BeanManager.class.getClassLoader(),
                new Class<?>[] {BeanManager.class},
                (proxy, called, arguments) -> null);
    FoundHandler handler =
        new FoundHandler(
            bean,
            false,
            method,
            method.getAnnotation(JobHandler.class),
            Optional.ofNullable(method.getAnnotation(Recurring.class)));
    assertThat(handler.register(beans).type()).isEqualTo(name);
  }

  @Test
  void a_public_method_of_a_class_that_is_not_public_is_a_handler() {
    register("good", bean(Handlers.class, Object.class));
  }

  @Test
  void a_method_that_is_not_public_is_none() {
    assertThatThrownBy(() -> register("hidden", bean(Handlers.class)))
        .hasMessageEndingWith("Handlers.hidden: a handler's method must be public");
  }

  @Test
  void a_bean_that_hides_its_class_can_not_be_called() {
    assertThatThrownBy(() -> register("good", bean(Runnable.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("@LocalBean");
  }

  @Test
  void what_never_recurs_is_told() {
    for (String name : new String[] {"cron", "never", "zone", "name"}) {
      assertThatThrownBy(() -> register(name, bean(Handlers.class)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(Handlers.class.getName() + "." + name + ": ");
    }
  }

  @Test
  void what_is_wrong_with_an_annotation_is_told_with_its_place() {
    assertThatThrownBy(() -> register("base", bean(Handlers.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            Handlers.class.getName() + ".base: retryBase = '2 seconds': allowed is a duration");
    assertThatThrownBy(() -> register("attempts", bean(Handlers.class)))
        .hasMessageEndingWith("Handlers.attempts: attempts must be 1 to 1000");
    assertThatThrownBy(() -> register("type", bean(Handlers.class)))
        .hasMessageContaining("Handlers.type: type must be 1 to 64 letters");
    assertThatThrownBy(() -> register("parameters", bean(Handlers.class)))
        .hasMessageContaining("Handlers.parameters: a handler takes the payload, or");
  }
}
