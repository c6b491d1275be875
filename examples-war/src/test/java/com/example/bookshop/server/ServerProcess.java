package com.example.bookshop.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A look into the server's JVM from outside, with the JDK's jcmd. */
public final class ServerProcess {
  private final long pid;

  private ServerProcess(long pid) {
    this.pid = pid;
  }

  /** The server that the tests have started. */
  public static ServerProcess running() {
    String home = System.getProperty("bookshop.server.home");
    return jcmd("-l")
        .lines()
        .filter(line -> line.contains(home) && isServer(line))
        .map(line -> new ServerProcess(Long.parseLong(line.substring(0, line.indexOf(' ')))))
        .findAny()
        .orElseThrow(() -> new IllegalStateException("No server runs from " + home));
  }

  private static boolean isServer(String command) {
    return command.contains("org.jboss.as.standalone") || command.contains("ASMain");
  }

  /**
   * How many classes of that name are loaded after a full collection: one for each class loader.
   */
  public long loadedCopies(String className) {
    ask("GC.run");
    return ask("VM.class_hierarchy", className).lines().filter(l -> l.contains(className)).count();
  }

  /** The names of the live threads. */
  public Set<String> threads() {
    Set<String> names = new TreeSet<>();
    ask("Thread.print")
        .lines()
        .filter(line -> line.startsWith("\""))
        .forEach(line -> names.add(line.substring(1, line.indexOf('"', 1))));
    return names;
  }

  private String ask(String... question) {
    List<String> arguments = new ArrayList<>(List.of(Long.toString(pid)));
    arguments.addAll(List.of(question));
    return jcmd(arguments.toArray(String[]::new));
  }

  private static String jcmd(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed:\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
