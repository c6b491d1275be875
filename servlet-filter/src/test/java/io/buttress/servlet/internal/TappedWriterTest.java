package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TappedWriterTest {
  private static final ServletResponse UNUSED =
      (ServletResponse)
          Proxy.newProxyInstance(
              TappedWriterTest.class.getClassLoader(),
              new Class<?>[] {ServletResponse.class},
              (response, method, arguments) -> {
                throw new AssertionError(method);
              });

  private final StringWriter sent = new StringWriter();
  private final CountingTap tap = new CountingTap();

  private PrintWriter writer(String charset, ContainerHabits habits) {
    return new TappedWriter(new PrintWriter(sent), tap, SentText.of(charset), habits, UNUSED);
  }

  @Test
  void lines_end_as_the_container_ends_them() {
    PrintWriter writer = writer("UTF-8", ContainerHabits.UNDERTOW);
    writer.println("one");
    writer.println();
    writer.println(2);
    assertThat(sent).hasToString("one\r\n\r\n2\r\n");
  }

  @Test
  void bytes_are_those_of_the_charset_whatever_the_pieces_are() {
    PrintWriter writer = writer("UTF-8", ContainerHabits.TOMCAT);
    writer.println("Z\u00fcrich");
    for (char c : "a \ud83d\ude00 \u6771".toCharArray()) {
      writer.write(c);
    }
    writer.write(new char[] {'x', '\ud83d', '\ude00'}, 0, 3);
    writer.print((String) null);
    assertThat(tap.bytes()).isEqualTo(sent.toString().getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void a_mark_at_the_beginning_is_counted_once() {
    PrintWriter writer = writer("UTF-16", ContainerHabits.TOMCAT);
    writer.write("four");
    writer.write("more");
    assertThat(tap.bytes()).isEqualTo(2 + 8 + 8);
  }
}
