package io.buttress.jobs.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.buttress.jobs.engine.Envelope;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages of this module: ejb to redis to engine to API. */
class JobsArchitectureTest {
  private static final JavaClasses JOBS =
      new ClassFileImporter()
          .importUrl(Envelope.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void the_api_sees_nothing_behind_it() {
    noClasses()
        .that()
        .resideInAPackage("io.buttress.jobs")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.buttress.jobs.engine..",
            "io.buttress.jobs.outbox..",
            "io.buttress.jobs.redis..",
            "io.buttress.jobs.ejb..")
        .check(JOBS);
  }

  @Test
  void the_engine_sees_neither_redis_nor_the_container() {
    noClasses()
        .that()
        .resideInAPackage("io.buttress.jobs.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.buttress.redis..",
            "io.buttress.jobs.outbox..",
            "io.buttress.jobs.redis..",
            "io.buttress.jobs.ejb..",
            "java.sql..",
            "jakarta.ejb..",
            "jakarta.enterprise..",
            "jakarta.transaction..")
        .check(JOBS);
  }

  @Test
  void only_one_package_sees_redis() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.buttress.jobs.redis..", "io.buttress.jobs.ejb..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.buttress.redis..")
        .check(JOBS);
  }

  @Test
  void redis_sees_no_container() {
    noClasses()
        .that()
        .resideInAPackage("io.buttress.jobs.redis..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "io.buttress.jobs.ejb..")
        .check(JOBS);
  }
}
