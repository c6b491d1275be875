package io.buttress.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * Which redis-server runs on this machine? It lies as a resource in {@code embedded-redis}, unless
 * a system property names another one.
 */
final class RedisBinary {
  /** A system property: the path of a redis-server or valkey-server that is to run instead. */
  static final String OTHER = "io.buttress.embedded.redis-server";

  private static final String PREFIX = "/redis-server-7.0.15-";

  private RedisBinary() {}

  /** Puts the server for this machine into a folder and gives the path of the executable. */
  static Path putInto(Path folder) throws IOException {
    return putInto(folder, System.getProperty(OTHER, ""));
  }

  static Path putInto(Path folder, String other) throws IOException {
    Path executable = folder.resolve("redis-server");
    return other.isEmpty()
        ? extractTo(executable)
        : Files.createSymbolicLink(executable, installed(other));
  }

  private static Path installed(String name) {
    Path path = Path.of(name).toAbsolutePath();
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new EmbeddedRedisException(
          OTHER
              + "="
              + name
              + ": is not a file that can be executed; allowed is the path of a"
              + " redis-server or valkey-server");
    }
    return path;
  }

  private static Path extractTo(Path executable) throws IOException {
    String resource =
        PREFIX + platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    try (InputStream in = RedisBinary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new EmbeddedRedisException(
            resource + " is not on the class path: is org.signal:embedded-redis missing?");
      }
      Files.copy(in, executable);
      Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwx------"));
      return executable;
    }
  }

  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64", "x64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          case "x86", "i386", "i486", "i586", "i686" -> "386";
          default -> throw unsupported(osName, osArch);
        };
    if (os.startsWith("linux")) {
      return "linux-" + arch;
    }
    if (os.startsWith("mac") && !arch.equals("386")) {
      return "darwin-" + arch;
    }
    throw unsupported(osName, osArch);
  }

  private static EmbeddedRedisException unsupported(String osName, String osArch) {
    return new EmbeddedRedisException(
        "There is no embedded Redis for %s on %s, only for Linux (amd64, arm64, x86) and macOS (amd64, arm64). Start a Redis yourself (on Windows: in WSL or a container) and name it: buttress.redis.uri=redis://127.0.0.1:6379"
            .formatted(osName, osArch));
  }
}
