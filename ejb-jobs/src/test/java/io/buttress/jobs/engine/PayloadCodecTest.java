package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which payloads there can be, with Yasson as the servers have it. */
class PayloadCodecTest {
  private final PayloadCodec codec = new PayloadCodec(new JsonPayloads(), 100, Optional.empty());

  /** A record with what payloads are made of. */
  public record Order(long id, String title, BigDecimal price, LocalDate due, List<Line> lines) {}

  /** A record within it. */
  public record Line(String isbn, int quantity) {}

  /** A bean. */
  public static final class Note {
    private String text = "";

    public String getText() {
      return text;
    }

    public void setText(String text) {
      this.text = text;
    }
  }

  @SuppressWarnings("unused") // Its parameters are looked at.
  private static void handler(List<Line> lines, Map<String, List<Line>> byCustomer) {}

  private static Type parameter(int number) throws NoSuchMethodException {
    return PayloadCodecTest.class.getDeclaredMethod("handler", List.class, Map.class)
        .getGenericParameterTypes()[number];
  }

  private Object roundTrip(Object value, Type type) {
    PayloadCodec large = new PayloadCodec(codec.payloads(), 10_000, Optional.empty());
    return large.read(Envelope.of("type", large.write("type", value)), type);
  }

  @Test
  void records_beans_and_values_come_back_as_they_were() {
    Order order =
        new Order(
            7,
            "Ünïcode\n\"quoted\"",
            new BigDecimal("8.99"),
            LocalDate.of(2026, 11, 21),
            List.of(new Line("9780141439471", 1)));
    assertThat(roundTrip(order, Order.class)).isEqualTo(order);
    assertThat(roundTrip(5L, Long.class)).isEqualTo(5L);
    assertThat(roundTrip("text", String.class)).isEqualTo("text");
    Instant now = Instant.parse("2026-11-21T10:00:00.123Z");
    assertThat(roundTrip(now, Instant.class)).isEqualTo(now);
    Note note = new Note();
    note.setText("hello");
    assertThat(((Note) roundTrip(note, Note.class)).getText()).isEqualTo("hello");
  }

  @Test
  void generic_parameters_keep_their_types() throws NoSuchMethodException {
    List<Line> lines = List.of(new Line("1", 2));
    assertThat(roundTrip(lines, parameter(0))).isEqualTo(lines);
    assertThat(roundTrip(Map.of("alice", lines), parameter(1))).isEqualTo(Map.of("alice", lines));
  }

  @Test
  void nothing_is_an_empty_text() {
    assertThat(codec.write("type", null)).isEmpty();
    assertThat(codec.read(Envelope.of("type", ""), Order.class)).isNull();
  }

  @Test
  void a_payload_is_bounded_by_its_bytes() {
    assertThat(codec.write("type", "x".repeat(98))).hasSize(100);
    assertThatThrownBy(() -> codec.write("type", "x".repeat(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("101 bytes; at most 100");
    assertThatThrownBy(() -> codec.write("type", "ü".repeat(50))).hasMessageContaining("102 bytes");
  }

  @Test
  void what_can_not_be_read_says_what_it_was_to_be() {
    assertThatThrownBy(() -> codec.read(Envelope.of("type", "{"), Order.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Order");
  }
}
