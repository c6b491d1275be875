package io.buttress.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Which redis-server runs on this machine? It lies as a resource in {@code embedded-redis}. */
final class RedisBinary {
  private static final String PREFIX = "/redis-server-7.0.15-";

  private RedisBinary() {}

  /** Writes the server for this machine into a folder and gives the path of the executable. */
  static Path extractTo(Path folder) throws IOException {
    String resource =
        PREFIX + platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    try (InputStream in = RedisBinary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new EmbeddedRedisException(
            resource + " is not on the class path: is org.signal:embedded-redis missing?");
      }
      Path executable = folder.resolve("redis-server");
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
