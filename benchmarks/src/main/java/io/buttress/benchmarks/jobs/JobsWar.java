package io.buttress.benchmarks.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes an application of the Bookshop's libraries and the classes that are measured in it. */
final class JobsWar {
  private static final String CLASSES = "io/buttress/benchmarks/jobs";
  private static final List<String> ONLY_OUTSIDE =
      List.of(
          "Contestant",
          "JobsBenchmark",
          "Million",
          "ScriptTimes",
          "Noise",
          "SlowLog",
          "BlmoveWorker",
          "ButtressWorker",
          "JobsWar",
          "Figures");
  private static final String SETTINGS =
      """
      buttress.jobs.application=benchmark
      buttress.redis.read-timeout=5s
      buttress.redis.breaker-slow-call=5s
      buttress.jobs.w1.workers=1
      buttress.jobs.w10.workers=10
      buttress.jobs.w50.workers=50
      """;

  private JobsWar() {}

  /**
   * Makes it.
   *
   * @param bookshop bookshop.war
   * @param target where classes lie, and where it is put
   */
  static Path make(Path bookshop, Path target) throws IOException {
    Path war = target.resolve("jobs.war");
    Files.deleteIfExists(war);
    try (FileSystem from = FileSystems.newFileSystem(bookshop);
        FileSystem to = FileSystems.newFileSystem(war, Map.of("create", "true"))) {
      copy(from.getPath("WEB-INF/lib"), to.getPath("WEB-INF/lib"));
      Path classes = to.getPath("WEB-INF/classes");
      copy(target.resolve("classes").resolve(CLASSES), classes.resolve(CLASSES));
      Files.writeString(
          Files.createDirectories(classes.resolve("META-INF"))
              .resolve("microprofile-config.properties"),
          SETTINGS);
      Files.writeString(
          to.getPath("WEB-INF/beans.xml"),
          "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
              + " bean-discovery-mode=\"annotated\"></beans>");
    }
    return war;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(JobsWar::isWanted).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        var unused = Files.copy(file, target);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isWanted(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && ONLY_OUTSIDE.stream().noneMatch(name::startsWith);
  }
}
