package io.buttress.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A WildFly of its own with the Bookshop in it. */
final class LoadedServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  final int port;
  private final Path base;
  private final Process process;

  /**
   * Starts it, and waits until it answers.
   *
   * @param home an unpacked WildFly
   * @param limited with the filter, or without anything of Buttress
   * @param environment variables for it
   */
  LoadedServer(Path home, Path war, boolean limited, Map<String, String> environment)
      throws IOException, InterruptedException {
    base = Files.createTempDirectory("wildfly");
    copy(home.resolve("standalone"), base);
    Path deployed = Files.copy(war, base.resolve("deployments/bookshop.war"));
    if (!limited) {
      strip(deployed);
    }
    port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("bin/standalone.sh").toString(),
                "-b=127.0.0.1",
                "-bmanagement=127.0.0.1",
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + freePort(),
                "-Djboss.management.http.port=" + freePort())
            .redirectErrorStream(true)
            .redirectOutput(base.resolve("console.log").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
    process = builder.start();
    awaitAnswer();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  /** The application as it was before Buttress. */
  private static void strip(Path war) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(war)) {
      try (Stream<Path> jars = Files.list(zip.getPath("WEB-INF/lib"))) {
        for (Path jar :
            jars.filter(j -> j.getFileName().toString().startsWith("buttress-")).toList()) {
          Files.delete(jar);
        }
      }
      Path xml = zip.getPath("WEB-INF/web.xml");
      String text = Files.readString(xml);
      Files.writeString(xml, text.replaceAll("(?s)<filter>.*</filter-mapping>", ""));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/bookshop/ping");
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!HttpLoad.answers(uri())) {
      if (process.waitFor(250, TimeUnit.MILLISECONDS)
          || System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException("WildFly does not come up: " + base.resolve("console.log"));
      }
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    // What still runs still writes.
    all.forEach(handle -> handle.onExit().join());
    try (Stream<Path> files = Files.walk(base)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
