package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jobs.JobHandler;
import io.buttress.jobs.Recurring;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told when the application is deployed. */
class JobsExtensionTest {
  /** A bean. */
  static class Reports {
    @JobHandler("weekly")
    @Recurring(cron = "0 9 * * MON")
    public void weekly() {}

    @Recurring(cron = "0 9 * * *")
    public void daily() {}
  }

  /** A bean, too. */
  static class Mails {
    @JobHandler("mail")
    public void mail() {}
  }

  /** A handler of something. */
  abstract static class Work<T> {
    @JobHandler("work")
    public void work(T payload) {}

    @JobHandler("other")
    public void other() {}

    @JobHandler("inherited")
    public void inherited() {}
  }

  /** Does it in its own way. */
  static class LongWork extends Work<Long> {
    @Override
    @JobHandler(value = "work", queue = "long")
    public void work(Long number) {}

    @Override
    @JobHandler(value = "other", queue = "long")
    public void other() {}
  }

  private final JobsExtension extension = new JobsExtension();
  private final List<String> problems = new ArrayList<>();

  /** Answers as the map has it, by the names of methods. */
  private static <T> T answering(Class<T> type, Map<String, Function<Object[], Object>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answers.getOrDefault(method.getName(), a -> null).apply(arguments)));
  }

  private static AnnotatedMethod<?> annotated(Method method) {
    return answering(
        AnnotatedMethod.class,
        Map.of(
            "getJavaMember",
            a -> method,
            "getAnnotation",
            a -> method.getAnnotation(((Class<?>) a[0]).asSubclass(Annotation.class))));
  }

  private void deploy(Class<?> type) {
    // These have no hash code.
    Set<AnnotatedMethod<?>> methods = Collections.newSetFromMap(new IdentityHashMap<>());
    methods.addAll(
        // As Weld does: with bridges, and with what is overridden.
        Stream.of(type, type.getSuperclass())
            .filter(declaring -> declaring != Object.class)
            .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
            .<AnnotatedMethod<?>>map(JobsExtensionTest::annotated)
            .toList());
    Bean<?> bean =
        answering(Bean.class, Map.of("getBeanClass", a -> type, "getTypes", a -> Set.of(type)));
    AnnotatedType<?> annotated = answering(AnnotatedType.class, Map.of("getMethods", a -> methods));
    extension.find(
        answering(
            ProcessManagedBean.class,
            Map.of("getBean", a -> bean, "getAnnotatedBeanClass", a -> annotated)));
  }

  private void check() {
    AfterDeploymentValidation event =
        answering(
            AfterDeploymentValidation.class,
            Map.of("addDeploymentProblem", a -> problems.add(((Throwable) a[0]).getMessage())));
    extension.check(event, answering(BeanManager.class, Map.of()));
  }

  @Test
  void what_recurs_without_being_a_handler_stops_the_deployment() {
    deploy(Reports.class);
    deploy(Reports.class);
    deploy(Mails.class);
    check();
    assertThat(problems)
        .containsExactly(
            Reports.class.getName()
                + ".daily: @Recurring needs a @JobHandler beside it, which names the job that"
                + " recurs");
    assertThat(extension.found()).hasSize(2);
  }

  @Test
  void a_method_that_is_generic_or_overridden_is_one_handler_as_the_bean_has_it() {
    deploy(LongWork.class);
    check();
    assertThat(problems).isEmpty();
    assertThat(extension.found())
        .extracting(found -> found.annotation().value() + " " + found.annotation().queue())
        .containsExactlyInAnyOrder("work long", "other long", "inherited default");
  }

  /** Nothing of it can be done. */
  static class Wrong {
    @JobHandler(value = "first", timeout = "soon")
    public void first() {}

    @JobHandler(value = "second", queue = "no queue")
    public void second() {}

    @JobHandler("mail")
    public void mail() {}
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    deploy(Mails.class);
    deploy(Wrong.class);
    check();
    assertThat(problems)
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith(Wrong.class.getName() + ".first: timeout = 'soon'"))
        .anyMatch(problem -> problem.startsWith(Wrong.class.getName() + ".second: queue must be"))
        .anyMatch(problem -> problem.startsWith("jobs of type mail have two handlers: "));
  }

  @Test
  void handlers_alone_are_no_problem() {
    deploy(Mails.class);
    check();
    assertThat(problems).isEmpty();
  }
}
