package io.buttress.servlet;

import static io.buttress.servlet.KeyedServers.answer;
import static io.buttress.servlet.KeyedServers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Uploads;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An upload of 100 MiB under a policy that leaves the body alone, in real containers. */
class LargeUploadIT {
  private static final long SIZE = 100L << 20;
  private static final long FLAT = 24L << 20;

  @RegisterExtension
  static final KeyedServers servers =
      new KeyedServers(
          () ->
              WebApp.of(new Uploads())
                  .multipart()
                  .with(IdempotencyFilter.class, "all.paths", "/*")
                  .with(IdempotencyFilter.class, "all.fingerprint", "path, query"));

  /** Bytes of which no two neighbouring pieces are the same; none of them is kept. */
  private static final class Content extends InputStream {
    private long at;

    @Override
    public int read() {
      return at == SIZE ? -1 : byteAt(at++) & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = (int) Math.min(length, SIZE - at);
      for (int i = 0; i < count; i++) {
        into[offset + i] = byteAt(at++);
      }
      return count == 0 && length > 0 ? -1 : count;
    }

    private static byte byteAt(long position) {
      return (byte) (position * 31 + (position >>> 13));
    }
  }

  private static String expected() throws IOException {
    CRC32 crc = new CRC32();
    try (Content content = new Content()) {
      byte[] piece = new byte[64 * 1024];
      for (int count = content.read(piece); count > 0; count = content.read(piece)) {
        crc.update(piece, 0, count);
      }
    }
    return SIZE + " " + crc.getValue();
  }

  private static InputStream form() {
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                text(
                    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n"),
                new Content(),
                text("\r\n--b--\r\n"))));
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @EnumSource
  void reaches_the_application_whole_and_is_never_in_memory(ServerKind kind) throws IOException {
    RunningApp app = servers.running(kind);
    String expected = expected();
    assertThat(upload(app, "/stream", text("x"), key()).body()).startsWith("1 ");
    long before = Uploads.live;
    for (String path : List.of("/stream", "/listener", "/part")) {
      String key = key();
      int executions = Uploads.EXECUTIONS.get();
      InputStream body = path.equals("/part") ? form() : new Content();
      assertThat(upload(app, path, body, key).body()).as(path).isEqualTo(expected);
      assertThat(Uploads.live - before).as(path).isLessThan(FLAT);
      // Whether a retry sends the same is not compared under such a policy.
      assertThat(answer(app, retry(path, key)))
          .as(path)
          .contains("Idempotency-Replayed: true")
          .endsWith(expected);
      assertThat(Uploads.EXECUTIONS).hasValue(executions + 1);
    }
  }

  private static String type(String path) {
    return path.equals("/part") ? "multipart/form-data; boundary=b" : "text/plain";
  }

  /** In one piece: a server that reads no body may close before a second one is sent. */
  private static String retry(String path, String key) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: "
        + type(path)
        + "\r\nContent-Length: 7\r\nIdempotency-Key: "
        + key
        + "\r\n\r\nanother";
  }

  /** In chunks. */
  private static HttpResponse<String> upload(
      RunningApp app, String path, InputStream body, String key) {
    return app.upload(path, body, "Content-Type", type(path), "Idempotency-Key", key);
  }
}
