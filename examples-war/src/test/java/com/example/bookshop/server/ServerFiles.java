package com.example.bookshop.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Changes to an unpacked server, made so that they can be made again. */
final class ServerFiles {
  private ServerFiles() {}

  /** The text of a file as it was unpacked, whatever {@link #write} has done to it since. */
  static String unpacked(Path file) {
    Path original = original(file);
    try {
      if (Files.notExists(original)) {
        Files.copy(file, original);
      }
      return Files.readString(original);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces, and fails where a new version of the server has nothing to replace. */
  static String replace(String text, String regex, String replacement) {
    String changed = text.replaceAll(regex, replacement);
    if (changed.equals(text)) {
      throw new IllegalStateException("The server's configuration has no " + regex);
    }
    return changed;
  }

  /** Copies the files of a folder, without the folders in it. */
  static void copyFiles(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empties a folder; makes it if it does not exist. */
  static void empty(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Path file : deepestFirst(folder)) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> deepestFirst(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static Path original(Path file) {
    return file.resolveSibling(file.getFileName() + ".unpacked");
  }
}
