package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CountingWriterTest {
  private final StringWriter sent = new StringWriter();
  private final AtomicLong bytes = new AtomicLong();

  /** Ends lines as the writer of Undertow does, whatever the system has. */
  private final class NetworkLines extends PrintWriter {
    NetworkLines() {
      super(sent);
    }

    @Override
    public void println() {
      write("\r\n");
    }
  }

  @Test
  void lines_end_as_the_container_ends_them() {
    PrintWriter writer = new CountingWriter(new NetworkLines(), StandardCharsets.UTF_8, bytes);
    writer.println("one");
    writer.println();
    writer.println(2);
    assertThat(sent).hasToString("one\r\n\r\n2\r\n");
  }

  @Test
  void lines_are_counted_with_the_ends_that_the_system_has() {
    PrintWriter writer = new CountingWriter(new PrintWriter(sent), StandardCharsets.UTF_8, bytes);
    writer.println("Zürich");
    writer.println();
    assertThat(bytes).hasValue(sent.toString().getBytes(StandardCharsets.UTF_8).length);
  }
}
