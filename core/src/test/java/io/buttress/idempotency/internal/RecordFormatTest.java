package io.buttress.idempotency.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.http.Field;
import io.buttress.idempotency.EncryptionKey;
import io.buttress.idempotency.StoredAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
  private static final EncryptionKey OLD = new EncryptionKey("2026-01", bytes(32, 1));
  private static final EncryptionKey NEW = new EncryptionKey("2026-07", bytes(16, 2));
  private static final RecordFormat PLAIN = new RecordFormat(List.of());
  private static final RecordFormat SEALED = new RecordFormat(List.of(OLD));
  private static final byte[] BODY =
      "{\"id\":17,\"who\":\"Änne\"}".getBytes(StandardCharsets.UTF_8);
  private static final Recorded OUTCOME =
      new Recorded(
          bytes(16, 7),
          Optional.of(
              new StoredAnswer(
                  201,
                  List.of(new Field("Location", "/orders/17"), new Field("Content-Type", "ä")),
                  BODY)));

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void what_is_written_is_read() {
    for (RecordFormat format : List.of(PLAIN, SEALED)) {
      Recorded read = format.read(format.write(OUTCOME, "id"), "id");
      StoredAnswer answer = read.answer().orElseThrow();
      assertThat(read.fingerprint()).isEqualTo(OUTCOME.fingerprint());
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.fields()).isEqualTo(OUTCOME.answer().orElseThrow().fields());
      assertThat(answer.body()).isEqualTo(BODY);
      assertThat(answer.errorPage()).isFalse();
    }
  }

  @Test
  void an_outcome_without_an_answer_and_an_error_page_are_read_as_such() {
    Recorded without = new Recorded(bytes(16, 7), Optional.empty());
    assertThat(PLAIN.read(PLAIN.write(without, "id"), "id").answer()).isEmpty();
    Recorded page =
        new Recorded(bytes(16, 7), Optional.of(new StoredAnswer(404, List.of(), BODY, true)));
    assertThat(PLAIN.read(PLAIN.write(page, "id"), "id").answer().orElseThrow().errorPage())
        .isTrue();
  }

  @Test
  void a_record_with_any_byte_changed_or_missing_is_unreadable() {
    for (RecordFormat format : List.of(PLAIN, SEALED)) {
      byte[] record = format.write(OUTCOME, "id");
      for (int i = 0; i < record.length; i++) {
        byte[] changed = record.clone();
        changed[i] ^= 0x40;
        byte[] cut = Arrays.copyOf(record, i);
        assertThatThrownBy(() -> format.read(changed, "id"))
            .isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> format.read(cut, "id"))
            .isInstanceOf(UnreadableRecordException.class);
      }
    }
  }

  @Test
  void a_sealed_record_shows_nothing_and_is_never_the_same() {
    byte[] record = SEALED.write(OUTCOME, "id");
    assertThat(new String(record, StandardCharsets.ISO_8859_1))
        .doesNotContain("orders")
        .doesNotContain("Location");
    assertThat(SEALED.write(OUTCOME, "id")).isNotEqualTo(record);
  }

  @Test
  void a_sealed_record_belongs_to_its_key_alone() {
    byte[] record = SEALED.write(OUTCOME, "mine");
    assertThatThrownBy(() -> SEALED.read(record, "yours"))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void keys_can_be_exchanged_one_after_the_other() {
    byte[] before = SEALED.write(OUTCOME, "id");
    RecordFormat both = new RecordFormat(List.of(NEW, OLD));
    byte[] after = both.write(OUTCOME, "id");
    assertThat(both.read(before, "id").answer()).isPresent();
    assertThat(both.read(after, "id").answer()).isPresent();
    RecordFormat last = new RecordFormat(List.of(NEW));
    assertThat(last.read(after, "id").answer()).isPresent();
    assertThatThrownBy(() -> last.read(before, "id")).hasMessageContaining("'2026-01'");
    assertThatThrownBy(() -> PLAIN.read(after, "id")).hasMessageContaining("there is no key");
  }

  @Test
  void plain_records_of_before_are_read_when_encryption_is_switched_on() {
    assertThat(SEALED.read(PLAIN.write(OUTCOME, "id"), "id").answer()).isPresent();
  }

  @Test
  void a_key_shows_its_secret_to_nobody() {
    assertThat(OLD).hasToString("EncryptionKey[2026-01]");
    assertThatThrownBy(() -> new EncryptionKey("a", bytes(15, 3)))
        .hasMessageContaining("15 bytes: allowed are 16, 24 and 32");
    assertThatThrownBy(() -> new EncryptionKey("a b", bytes(16, 3))).hasMessageContaining("id");
  }
}
