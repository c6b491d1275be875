package io.buttress.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.buttress.Buttress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the arrows between the packages of core. */
class CoreArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(Buttress.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void every_package_of_core_has_its_row_below() {
    assertThat(
            CORE.stream().map(type -> type.getPackageName().split("\\.")).filter(p -> p.length > 2))
        .extracting(parts -> parts[2])
        .isSubsetOf(
            "error",
            "text",
            "http",
            "telemetry",
            "ratelimit",
            "cache",
            "idempotency",
            "config",
            "redis",
            "internal");
  }

  @ParameterizedTest(name = "{0} sees {1}")
  @CsvSource({
    "error,       error",
    "text,        text",
    "http,        'error text'",
    "telemetry,   'error text'",
    "ratelimit,   'error text http'",
    "cache,       'error text http'",
    "idempotency, 'error text http'",
    "config,      'error text http ratelimit cache idempotency'",
    "redis,       'error text http ratelimit cache idempotency config telemetry'",
  })
  void a_package_sees_only_what_its_row_allows(String from, String to) {
    String[] allowed =
        Arrays.stream((from + " " + to).split(" "))
            .map(CoreArchitectureTest::packageOf)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(packageOf(from))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.buttress..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true)
        .check(CORE);
  }

  private static String packageOf(String name) {
    return "io.buttress." + name + "..";
  }

  @Test
  void only_redis_knows_the_client_the_pool_and_the_breaker() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.buttress.redis..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "redis.clients..", "org.apache.commons.pool2..", "io.github.resilience4j..")
        .check(CORE);
  }

  @Test
  void core_knows_no_container() {
    noClasses().should().dependOnClassesThat().resideInAPackage("jakarta..").check(CORE);
  }

  @Test
  void logging_goes_to_the_logger_of_the_platform() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.logging..")
        .check(CORE);
  }
}
