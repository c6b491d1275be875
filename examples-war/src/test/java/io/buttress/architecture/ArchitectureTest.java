package io.buttress.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Holds the rules that all published modules share. Only this module sees all of them. */
class ArchitectureTest {
  private static final JavaClasses PUBLISHED =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/examples-war/target/"))
          .withImportOption(location -> !location.contains("io/buttress/embedded/"))
          .importPackages("io.buttress");

  @Test
  void the_published_modules_are_looked_at_and_the_example_is_not() {
    assertThat(PUBLISHED.stream().map(type -> type.getPackageName()))
        .contains("io.buttress", "io.buttress.servlet", "io.buttress.jaxrs", "io.buttress.jobs")
        .noneMatch(name -> name.contains("bookshop") || name.contains("embedded"));
  }

  @Test
  void filters_providers_and_jobs_never_see_each_other() {
    List<String> edges = List.of("servlet", "jaxrs", "jobs");
    for (String from : edges) {
      String[] others =
          edges.stream()
              .filter(edge -> !edge.equals(from))
              .map(edge -> "io.buttress." + edge + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.buttress." + from + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .allowEmptyShould(true)
          .check(PUBLISHED);
    }
  }

  @Test
  void only_core_knows_the_redis_client() {
    noClasses()
        .that()
        .resideInAnyPackage("io.buttress.servlet..", "io.buttress.jaxrs..", "io.buttress.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("redis.clients..", "org.apache.commons.pool2..")
        .allowEmptyShould(true)
        .check(PUBLISHED);
  }

  @Test
  void nobody_reads_the_wall_clock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callConstructor(Date.class)
        .because("shared time is Redis's, local time is injected or System.nanoTime()")
        .check(PUBLISHED);
  }

  @Test
  void only_the_scheduler_and_the_threads_of_core_make_threads() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ApplicationScheduler")
        .and()
        .doNotHaveSimpleName("ApplicationThreads")
        .should()
        .accessTargetWhere(
            target(name("<init>"))
                .and(
                    targetOwner(
                        assignableTo(Thread.class)
                            .or(assignableTo(Executor.class))
                            .or(assignableTo(Timer.class)))))
        .orShould()
        .accessTargetWhere(targetOwner(type(Executors.class)))
        .because(
            "the container owns the threads; elsewhere core does, and ends them with the"
                + " application")
        .check(PUBLISHED);
  }
}
