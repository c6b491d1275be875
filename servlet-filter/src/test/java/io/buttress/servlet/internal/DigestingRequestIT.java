package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Readings;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application reads is not changed by the body being read and digested ahead of it. */
class DigestingRequestIT {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String MULTIPART = "Content-Type: multipart/form-data; boundary=";

  private static final Map<String, String> BODIES = bodies();

  private static Map<String, String> bodies() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("json", sized("Content-Type: application/json", "{\"name\": \"Z\u00fcrich\"}"));
    all.put("text", sized("Content-Type: text/plain; charset=UTF-8", "Z\u00c3\u00bcrich"));
    all.put("untyped", sized("X-No: type", "abc"));
    all.put("none", "X-No: body\r\n\r\n");
    all.put("empty", sized(FORM, ""));
    all.put("form", sized(FORM, "a=1&b=two+words&a=3&empty=&bare&%5B%5d=%26"));
    if (System.getProperty("test.tomcat", "10").startsWith("10")) {
      // Newer ones throw.
      all.put("form with no names", sized(FORM, "a=1&&b=2&=3&"));
    }
    all.put("form of a charset", sized(FORM + ";charset=UTF-8", "a=Z%C3%BCrich&q=2"));
    all.put("form without", sized(FORM, "a=Z%C3%BCrich"));
    all.put("form raw", sized(FORM, "a=Z\u00c3\u00bcrich"));
    all.put("form in chunks", chunked(FORM, "a=1&", "b=2"));
    all.put("json in chunks", chunked("Content-Type: application/json", "{\"a\"", ": 1}"));
    all.put("nothing in chunks", chunked(FORM));
    all.put("multipart", sized(MULTIPART + "xyz", multipart("xyz")));
    all.put("multipart with more", sized(MULTIPART + "\"a b\"; charset=UTF-8", multipart("a b")));
    all.put(
        "multipart abroad",
        sized(MULTIPART + "q", multipart("q").replace("f.txt", "Z\u00c3\u00bcrich")));
    all.put("long", sized("Content-Type: text/plain", "0123456789".repeat(5_000)));
    return all;
  }

  private static String sized(String type, String body) {
    return type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String chunked(String type, String... chunks) {
    StringBuilder all = new StringBuilder(type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (String chunk : chunks) {
      all.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return all + "0\r\n\r\n";
  }

  private static String multipart(String boundary) {
    return ("--@\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n"
            + "--@\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\ncontent\r\nof a file\r\n--@--\r\n")
        .replace("@", boundary);
  }

  private static Map<String, String> record(ServerKind server, WebApp app) throws Exception {
    Map<String, String> exchanges = new LinkedHashMap<>();
    try (RunningApp running = app.on(server)) {
      for (String path : Readings.PATHS) {
        for (Map.Entry<String, String> body : BODIES.entrySet()) {
          exchanges.put(
              path + " " + body.getKey(), exchange(running, "POST", path, body.getValue()));
        }
        exchanges.put(path + " by PUT", exchange(running, "PUT", path, BODIES.get("form")));
        exchanges.put(path + " by GET", exchange(running, "GET", path, BODIES.get("none")));
      }
    }
    return exchanges;
  }

  private static String exchange(RunningApp running, String method, String path, String rest)
      throws Exception {
    String head = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    return running
        .exchange(method + " " + path + "?q=1" + head + rest)
        .replaceFirst("(?i)\r\nDate: [^\r]*", "")
        // The stack traces in error pages do differ.
        .replaceFirst("(?s)( 500 .*?)\r\n.*", "$1");
  }

  private static void assertSame(Map<String, String> with, Map<String, String> bare) {
    StringBuilder all = new StringBuilder();
    bare.forEach(
        (path, answer) -> {
          if (!answer.equals(with.get(path))) {
            all.append("\n#### " + path + "\n" + answer + "\n---- with\n" + with.get(path));
          }
        });
    assertThat(all.toString()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void applications_read_the_same(ServerKind server) throws Exception {
    assertSame(
        record(server, WebApp.of(new Readings()).behind(new DigestProbe(1_000_000))),
        record(server, WebApp.of(new Readings())));
  }

  private static WebApp configured() {
    return WebApp.of(new Readings()).multipart();
  }

  @ParameterizedTest
  @EnumSource
  void applications_with_a_multipart_configuration_read_the_same(ServerKind server)
      throws Exception {
    Map<String, String> bare = record(server, configured());
    // Jetty refuses to tell of parameters where parts were read as a stream.
    bare.keySet().removeIf(path -> path.matches("/stream-then-parameters multipart.*"));
    assertSame(record(server, configured().behind(new DigestProbe(1_000_000))), bare);
  }

  @ParameterizedTest
  @EnumSource
  void a_body_over_the_cap_is_read_the_same(ServerKind server) throws Exception {
    assertSame(
        record(server, WebApp.of(new Readings()).behind(new DigestProbe(3))),
        record(server, WebApp.of(new Readings())));
  }

  private static DigestProbe.Taken taken(RunningApp app, DigestProbe probe, String body)
      throws Exception {
    exchange(app, "POST", "/nothing", body);
    return Objects.requireNonNull(probe.taken.poll(20, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @EnumSource
  void the_digest_is_that_of_the_bytes_and_of_parts_whatever_divides_them(ServerKind server)
      throws Exception {
    for (WebApp app : List.of(configured(), WebApp.of(new Readings()))) {
      DigestProbe probe = new DigestProbe(1_000);
      try (RunningApp running = app.behind(probe).on(server)) {
        DigestProbe.Taken whole = taken(running, probe, BODIES.get("json in chunks"));
        byte[] bytes = "{\"a\": 1}".getBytes(StandardCharsets.US_ASCII);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        assertThat(whole.prefetch()).isEqualTo(Prefetch.WHOLE);
        assertThat(whole.digest()).isEqualTo(HexFormat.of().formatHex(digest));
        DigestProbe.Taken one = taken(running, probe, sized(MULTIPART + "x", multipart("x")));
        DigestProbe.Taken two = taken(running, probe, sized(MULTIPART + "yyy", multipart("yyy")));
        String changed = multipart("x").replace("of a file", "of a fil3");
        DigestProbe.Taken other = taken(running, probe, sized(MULTIPART + "x", changed));
        assertThat(one).isEqualTo(two).isNotEqualTo(other);
        String cut = multipart("x").substring(40);
        assertThat(taken(running, probe, sized(MULTIPART + "zzz", cut)).prefetch())
            .isEqualTo(Prefetch.UNREADABLE);
        assertThat(taken(running, probe, BODIES.get("long")).prefetch())
            .isEqualTo(Prefetch.OVER_CAP);
      }
    }
  }
}
