package io.buttress.servlet.app;

import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every path of the repertoire, asked for by several methods. */
public final class Exchanges {
  private Exchanges() {}

  /** What the server sends, by method and path, but for the date. */
  public static Map<String, String> record(ServerKind server, WebApp app) throws Exception {
    Map<String, String> exchanges = new LinkedHashMap<>();
    try (RunningApp running = app.on(server)) {
      for (String path : Repertoire.PATHS) {
        for (String method : methods(path)) {
          exchanges.put(method + " " + path, exchange(running, method, path));
        }
      }
    }
    return exchanges;
  }

  /**
   * What a client makes of each answer, asked for several times one after the other.
   *
   * @param apart a pattern of the names of fields, in lower case, that may differ
   */
  public static Map<String, String> record(ServerKind server, WebApp app, int times, String apart)
      throws Exception {
    Map<String, String> exchanges = new LinkedHashMap<>();
    try (RunningApp running = app.on(server)) {
      for (String path : Repertoire.PATHS) {
        for (String method : methods(path)) {
          for (int time = 1; time <= times; time++) {
            exchanges.put(
                method + " " + path + " " + time, seen(exchange(running, method, path), apart));
          }
        }
      }
    }
    return exchanges;
  }

  /**
   * Status, fields in an order of their own, body. Where Undertow itself named a charset, a space
   * comes before it, and none where it was told to.
   */
  private static String seen(String answer, String apart) {
    if (!answer.contains("\r\n\r\n")) {
      return answer;
    }
    RawAnswer raw = RawAnswer.of(answer);
    List<String> fields =
        raw.fields().stream()
            .filter(line -> !line.toLowerCase(Locale.ROOT).matches("(" + apart + "):.*"))
            .map(line -> line.replace("; charset=", ";charset="))
            .sorted()
            .toList();
    return raw.status() + " " + fields + new String(raw.body(), StandardCharsets.ISO_8859_1);
  }

  /** By which methods a path is asked for. */
  public static List<String> methods(String path) {
    // Tomcat looks for time-outs once a second.
    boolean slow = path.equals("/async-timeout");
    return slow ? List.of("GET") : List.of("GET", "HEAD", "POST");
  }

  /** What the server sends, but for the date. */
  public static String exchange(RunningApp running, String method, String path) throws IOException {
    String body =
        method.equals("POST")
            ? "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nb=2"
            : "\r\n";
    String answer =
        running.exchange(
            method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + body);
    return answer.replaceFirst("(?i)\r\nDate: [^\r]*", "");
  }
}
