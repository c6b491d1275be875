package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealingTest {
  private static final byte[] OLD = new byte[16];
  private static final byte[] NEW = new byte[32];

  static {
    NEW[0] = 1;
  }

  @Test
  void what_an_old_key_has_encrypted_can_be_read_after_the_change() {
    String before = new Sealing(OLD).seal("mail", "secret");
    Sealing both = new Sealing(List.of(NEW, OLD));
    assertThat(both.open("mail", before)).isEqualTo("secret");
    String after = both.seal("mail", "secret");
    assertThat(new Sealing(NEW).open("mail", after)).isEqualTo("secret");
    assertThatThrownBy(() -> new Sealing(OLD).open("mail", after))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neither_text_nor_type_can_be_changed_and_equal_texts_look_different() {
    Sealing sealing = new Sealing(NEW);
    String sealed = sealing.seal("mail", "secret");
    assertThat(sealed).doesNotContain("secret").isNotEqualTo(sealing.seal("mail", "secret"));
    String first = sealed.charAt(20) == 'A' ? "B" : "A";
    String changed = sealed.substring(0, 20) + first + sealed.substring(21);
    assertThatThrownBy(() -> sealing.open("mail", changed))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sealing.open("other", sealed))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sealing.open("mail", "AAAA"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_key_has_the_length_of_one() {
    assertThatThrownBy(() -> new Sealing(new byte[15])).hasMessageContaining("16, 24 or 32");
    assertThatThrownBy(() -> new Sealing(List.of())).hasMessageContaining("a key");
  }

  @Test
  void who_has_no_key_says_so() {
    PayloadCodec sealed = new PayloadCodec(new JsonPayloads(), 100, Optional.of(new Sealing(NEW)));
    PayloadCodec plain = new PayloadCodec(new JsonPayloads(), 100, Optional.empty());
    Envelope envelope =
        Envelope.of("mail", sealed.write("mail", "secret")).with(Envelope.ENCRYPTED, "1");
    assertThat(sealed.read(envelope, String.class)).isEqualTo("secret");
    assertThatThrownBy(() -> plain.read(envelope, String.class)).hasMessageContaining("no key");
  }
}
