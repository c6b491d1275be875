package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which jobs share an instance. */
class HandlerBeanTest {
  private final AtomicInteger released = new AtomicInteger();
  private final CreationalContext<?> creation =
      answering(
          CreationalContext.class, Map.of("release", arguments -> released.incrementAndGet()));
  private final BeanManager beans =
      answering(
          BeanManager.class,
          Map.of(
              "createCreationalContext",
              arguments -> creation,
              "getReference",
              arguments -> new Object(),
              "isNormalScope",
              arguments -> arguments[0] == ApplicationScoped.class));

  private static <T> T answering(Class<T> type, Map<String, Function<Object[], Object>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = answers.get(method.getName()).apply(arguments);
              return method.getReturnType() == void.class ? null : answer;
            }));
  }

  /** How many instances three jobs get. */
  private int instances(Class<? extends Annotation> scope, boolean isPooled) throws Exception {
    Bean<?> bean =
        answering(
            Bean.class,
            Map.of("getScope", arguments -> scope, "getBeanClass", arguments -> Object.class));
    HandlerBean handler = new HandlerBean(beans, bean, isPooled);
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Object unused = handler.call(seen::add);
    }
    return seen.size();
  }

  @Test
  void a_proxy_that_finds_the_instance_for_each_call_is_made_once() throws Exception {
    assertThat(instances(ApplicationScoped.class, false)).isEqualTo(1);
    assertThat(instances(Dependent.class, true)).isEqualTo(1);
    assertThat(released).hasValue(0);
  }

  @Test
  void a_dependent_bean_is_made_for_each_job_and_goes_with_it() throws Exception {
    assertThat(instances(Dependent.class, false)).isEqualTo(3);
    assertThat(released).hasValue(3);
  }
}
