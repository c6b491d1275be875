package io.buttress.benchmarks;

import io.buttress.benchmarks.CacheServer.Kind;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A server with one page, in processes of its own. */
final class PageServer implements AutoCloseable {
  private final Process process;
  private final Path folder;
  private final URI uri;

  private PageServer(List<String> command, int port, Path folder) throws IOException {
    this.folder = folder;
    this.uri =
        URI.create(
            "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/page");
    Path log = folder.resolve("log");
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long start = System.nanoTime();
    while (!HttpLoad.answers(uri)) {
      if (!process.isAlive() || System.nanoTime() - start > 60e9) {
        process.destroyForcibly();
        throw new IOException(command + " does not answer:\n" + Files.readString(log));
      }
      Thread.onSpinWait();
    }
  }

  /** A Tomcat. */
  static PageServer tomcat(Kind kind, EmbeddedRedis redis, int size) throws IOException {
    int port = freePort();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            CacheServer.class.getName(),
            Integer.toString(port),
            kind.name(),
            redis.uri(),
            Integer.toString(size));
    return new PageServer(command, port, Files.createTempDirectory("measured"));
  }

  /** An nginx that caches what another server says; empty if none is installed. */
  static Optional<PageServer> nginx(PageServer origin) throws IOException {
    Optional<Path> binary = installed("nginx");
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    int port = freePort();
    Path folder = Files.createTempDirectory("measured");
    String settings =
        """
        USERdaemon off;
        worker_processes 1;
        pid FOLDER/pid;
        error_log stderr emerg;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path FOLDER/body;
          proxy_temp_path FOLDER/proxy;
          fastcgi_temp_path FOLDER/fastcgi;
          uwsgi_temp_path FOLDER/uwsgi;
          scgi_temp_path FOLDER/scgi;
          keepalive_requests 1000000000;
          proxy_cache_path FOLDER/cache keys_zone=pages:10m;
          server {
            listen 127.0.0.1:PORT;
            location / {
              proxy_pass http://127.0.0.1:ORIGIN;
              proxy_cache pages;
              add_header Cache-Status "nginx; $upstream_cache_status";
            }
          }
        }
        """
            // Its workers would have no right to what root has made.
            .replace("USER", System.getProperty("user.name").equals("root") ? "user root;\n" : "")
            .replace("FOLDER", folder.toString())
            .replace("PORT", Integer.toString(port))
            .replace("ORIGIN", Integer.toString(origin.uri.getPort()));
    Path file = Files.writeString(folder.resolve("nginx.conf"), settings);
    List<String> command =
        List.of(binary.get().toString(), "-p", folder.toString(), "-c", file.toString());
    return Optional.of(new PageServer(command, port, folder));
  }

  /** A Varnish in front of another server; empty if none is installed. */
  static Optional<PageServer> varnish(PageServer origin) throws IOException {
    Optional<Path> binary = installed("varnishd");
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    int port = freePort();
    Path folder = Files.createTempDirectory("measured");
    List<String> command =
        List.of(
            binary.get().toString(),
            "-F",
            "-j",
            "none",
            "-n",
            folder.resolve("varnish").toString(),
            "-a",
            "127.0.0.1:" + port,
            "-b",
            "127.0.0.1:" + origin.uri.getPort());
    return Optional.of(new PageServer(command, port, folder));
  }

  private static Optional<Path> installed(String name) {
    // Debian puts servers where only root's PATH leads.
    return Stream.concat(Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  URI uri() {
    return uri;
  }

  /** The processor time that its processes have used, in microseconds. */
  double cpu() {
    return processes()
            .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
            .mapToLong(Duration::toNanos)
            .sum()
        / 1e3;
  }

  private Stream<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  @Override
  public void close() {
    List<ProcessHandle> all = processes().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
