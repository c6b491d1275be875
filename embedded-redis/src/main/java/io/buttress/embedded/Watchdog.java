package io.buttress.embedded;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Ends a server and removes its folder when this JVM is gone, however it went. A shell reads from a
 * pipe that nobody writes to; the pipe ends with this JVM, also after a SIGKILL, when no shutdown
 * hook would run. A Ctrl-C in the terminal reaches the shell too, and must not end it early.
 */
final class Watchdog {
  private static final String SCRIPT =
      "trap '' INT TERM HUP; read -r _; kill -9 \"$1\" 2>/dev/null; rm -rf -- \"$2\"";

  private Watchdog() {}

  /** Watches over the server until it ends by itself. */
  static void guard(Process server, Path folder) throws IOException {
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                SCRIPT,
                "buttress-watchdog",
                Long.toString(server.pid()),
                folder.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A pid is given to another process one day: no watchdog may outlive its server.
    var unused = server.onExit().thenRun(shell::destroyForcibly);
  }
}
