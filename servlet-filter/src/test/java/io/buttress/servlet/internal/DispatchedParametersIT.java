package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Dispatches;
import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parameters keep the order of the container where a body was read ahead of it. */
class DispatchedParametersIT {
  private static final String FORM =
      body("application/x-www-form-urlencoded", "b=2&a=3&c=4&b=5&q=6");
  private static final String PARTS =
      body("multipart/form-data; boundary=x", part("b", 2) + part("a", 3) + part("b", 5) + "--x--");

  private static String body(String type, String body) {
    String length = "\r\nContent-Length: " + body.length() + "\r\n\r\n";
    return "Content-Type: " + type + length + body;
  }

  private static String part(String name, int value) {
    return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  private static Map<String, String> record(ServerKind server, WebApp app, String body)
      throws Exception {
    Map<String, String> answers = new LinkedHashMap<>();
    try (RunningApp running = app.multipart().on(server)) {
      for (String path : Dispatches.PATHS) {
        for (String method : new String[] {"POST", "PATCH"}) {
          String line = method + " " + path + "?q=1&a=7&e=8 HTTP/1.1\r\n";
          RawAnswer answer =
              RawAnswer.of(
                  running.exchange(line + "Host: localhost\r\nConnection: close\r\n" + body));
          boolean served = answer.status() == 200;
          String text = served ? new String(answer.body(), StandardCharsets.UTF_8) : "";
          answers.put(line, answer.status() + text);
        }
      }
    }
    return answers;
  }

  private static void compare(ServerKind server, String body) throws Exception {
    WebApp bare = WebApp.of(new OneStep(new Dispatches()));
    WebApp ahead =
        WebApp.of(new OneStep(new Dispatches()))
            .behind(new DigestProbe(1_000))
            // Or asynchronous work would get the container's own request.
            .behind(CaptureProbe.capturing(1_000));
    Map<String, String> expected = record(server, bare, body);
    // What a server refuses, as Jetty parameters of parts that were read as a stream, may be read.
    expected.values().removeIf(answer -> !answer.startsWith("200"));
    assertThat(expected).hasSizeGreaterThan(Dispatches.PATHS.size());
    assertThat(record(server, ahead, body)).containsAllEntriesOf(expected);
  }

  @ParameterizedTest
  @EnumSource
  void of_a_form(ServerKind server) throws Exception {
    compare(server, FORM);
  }

  @ParameterizedTest
  @EnumSource
  void of_parts(ServerKind server) throws Exception {
    compare(server, PARTS);
  }
}
