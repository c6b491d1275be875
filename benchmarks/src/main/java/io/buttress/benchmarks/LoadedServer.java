package io.buttress.benchmarks;

import io.buttress.servlet.RateLimitFilter;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A WildFly of its own with an application in it. */
public final class LoadedServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern FILTER = Pattern.compile("(?s)<(filter(-mapping)?)>.*?</\\1>");
  private static final Pattern SETTING_OF_OTHERS =
      Pattern.compile("(?m)^buttress\\.(response-cache|idempotency)\\..*$");
  private static final Pattern SETTING =
      Pattern.compile("(?m)^buttress\\.(rate-limit|response-cache|idempotency)\\..*$");

  private static final Class<?> LIMITER = RateLimitFilter.class;

  final int port;
  private final String page;
  private final Path base;
  private final Process process;

  /** Which filter is in front of the application. */
  enum Front {
    /** None. */
    NOTHING,
    /** The one that limits. */
    LIMIT,
    /** The same, which asks Redis for each request. */
    ASKED,
    /** One that asks Redis for something, and does nothing with it. */
    ONE_GET;

    boolean limits() {
      return this == LIMIT || this == ASKED;
    }

    private String of(String limiter) {
      return switch (this) {
        case NOTHING -> "";
        case LIMIT, ASKED -> limiter;
        case ONE_GET -> limiter.replace(LIMITER.getName(), OneGetFilter.class.getName());
      };
    }
  }

  /**
   * Starts it with the Bookshop.
   *
   * @param home an unpacked WildFly
   * @param environment variables for it
   */
  static LoadedServer withBookshop(
      Path home, Path war, Front front, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path copy = Files.createTempDirectory("bookshop").resolve("bookshop.war");
    put(front, Files.copy(war, copy));
    try {
      return new LoadedServer(home, copy, "ping", environment);
    } finally {
      Files.delete(copy);
      Files.delete(copy.getParent());
    }
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @param home an unpacked WildFly
   * @param war NAME.war
   * @param page what is asked for until it is there, below the application's root
   * @param environment variables for it
   */
  public LoadedServer(Path home, Path war, String page, Map<String, String> environment)
      throws IOException, InterruptedException {
    String name = war.getFileName().toString();
    this.page = name.substring(0, name.lastIndexOf('.')) + '/' + page;
    base = Files.createTempDirectory("wildfly");
    copy(home.resolve("standalone"), base);
    var unused = Files.copy(war, base.resolve("deployments").resolve(name));
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
    try {
      awaitAnswer();
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
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

  /** Lets web.xml and the properties ask for that filter alone. */
  private static void put(Front front, Path war) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(war)) {
      Path web = zip.getPath("WEB-INF/web.xml");
      replace(web, FILTER, found -> found.contains(LIMITER.getSimpleName()) ? front.of(found) : "");
      Path classes = zip.getPath("WEB-INF/classes");
      Path settings = classes.resolve("META-INF/microprofile-config.properties");
      replace(settings, front.limits() ? SETTING_OF_OTHERS : SETTING, found -> "");
      if (front == Front.ONE_GET) {
        copyClass(OneGetFilter.class, classes);
      }
    }
  }

  private static void replace(Path file, Pattern pattern, UnaryOperator<String> by)
      throws IOException {
    String text =
        pattern
            .matcher(Files.readString(file))
            .replaceAll(found -> Matcher.quoteReplacement(by.apply(found.group())));
    Files.writeString(file, text);
  }

  private static void copyClass(Class<?> type, Path classes) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    Path target = classes.resolve(name);
    Files.createDirectories(target.getParent());
    try (InputStream in = type.getResourceAsStream("/" + name)) {
      var unused = Files.copy(Objects.requireNonNull(in), target);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Where that page is. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/" + page);
  }

  /** The processor time of its processes so far, in microseconds. */
  double cpu() {
    return processes().stream()
        .mapToDouble(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
        .map(nanos -> nanos / 1e3)
        .sum();
  }

  /** The server's processes. */
  public List<ProcessHandle> processes() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!HttpLoad.answers(uri())) {
      if (process.waitFor(250, TimeUnit.MILLISECONDS)
          || System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException(
            "WildFly does not come up:\n" + Files.readString(base.resolve("console.log")));
      }
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = processes();
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
