package io.buttress.servlet;

import io.buttress.servlet.app.Pages;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The pages behind the cache, in each container. */
final class CacheServers implements AutoCloseable {
  private final Map<ServerKind, RunningApp> running = new EnumMap<>(ServerKind.class);
  private final Map<ServerKind, Pages> pages = new EnumMap<>(ServerKind.class);

  private final UnaryOperator<WebApp> settings;

  /** Each starts when it is asked for first. */
  CacheServers(UnaryOperator<WebApp> settings) {
    this.settings = settings;
  }

  Pages pages(ServerKind kind) {
    return pages.computeIfAbsent(kind, missing -> new Pages());
  }

  RunningApp running(ServerKind kind) {
    RunningApp known = running.get(kind);
    if (known == null) {
      try {
        known = settings.apply(WebApp.of(pages(kind)).cached()).on(kind);
      } catch (RuntimeException e) {
        // Among them: this run is about the other server.
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      running.put(kind, known);
    }
    return known;
  }

  RawAnswer ask(ServerKind kind, String method, String target, String... fields) {
    StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    boolean host = false;
    for (int i = 0; i < fields.length; i += 2) {
      request.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
      host |= fields[i].equals("Host");
    }
    request.append(host ? "" : "Host: localhost\r\n").append("Connection: close\r\n\r\n");
    return send(kind, request.toString());
  }

  /** Sends bytes as they are. */
  RawAnswer send(ServerKind kind, String request) {
    try {
      return RawAnswer.of(running(kind).exchange(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(ServerKind kind, String target, String... fields) {
    return text(ask(kind, "GET", target, fields));
  }

  static String text(RawAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** The value of the first field of that name; empty if there is none. */
  static String field(RawAnswer answer, String name) {
    return answer.fields().stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    running.values().forEach(RunningApp::close);
  }
}
