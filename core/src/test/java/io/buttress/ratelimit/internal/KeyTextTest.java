package io.buttress.ratelimit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Charge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"alice", "198.51.100.17", "255.255.255.255", "A-b_c.d:e", "0"})
  void short_values_of_harmless_characters_stay_as_they_are(String value) {
    assertThat(KeyText.of(value)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sixteen-letters-",
        "2001:db8:1:2::/64",
        "a b",
        "ä",
        "a}",
        "{a",
        "a~b",
        "1!a",
        "\u0000",
        "a\r\nb",
        "\ud800"
      })
  void everything_else_is_sixteen_characters_of_a_hash(String value) {
    assertThat(KeyText.of(value)).matches("[A-Za-z0-9_-]{16}");
  }

  @Test
  void a_hash_is_96_bits_of_sha_256_over_alternative_count_length_and_utf_16() throws Exception {
    byte[] input = {0, 1, 0, 0, 0, 3, 0, 'a', 0, ' ', 0, 'b'};
    byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(input);
    String expected =
        java.util.Base64.getUrlEncoder().encodeToString(java.util.Arrays.copyOf(hash, 12));
    assertThat(KeyText.of("a b")).isEqualTo(expected);
  }

  @Test
  void parts_and_alternatives_are_told_apart() {
    assertThat(KeyText.of(0, List.of("alice", "7"))).isEqualTo("alice~7");
    assertThat(KeyText.of(1, List.of("192.0.2.1"))).isEqualTo("1!192.0.2.1");
    assertThat(KeyText.of(2, List.of("a", "b", "c"))).isEqualTo("2!a~b~c");
    assertThat(KeyText.of(0, List.of("a", ""))).hasSize(16);
  }

  @Property(tries = 5_000)
  void what_is_different_has_different_keys(
      @ForAll @IntRange(max = 8) int alternative1,
      @ForAll @Size(min = 1, max = 4) List<@NotEmpty String> parts1,
      @ForAll @IntRange(max = 8) int alternative2,
      @ForAll @Size(min = 1, max = 4) List<@NotEmpty String> parts2) {
    boolean same = alternative1 == alternative2 && parts1.equals(parts2);
    assertThat(KeyText.of(alternative1, parts1).equals(KeyText.of(alternative2, parts2)))
        .isEqualTo(same);
  }

  @Property(tries = 200)
  void no_two_of_many_values_that_look_alike_share_a_key(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, Object> owners = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      int alternative = random.nextInt(3);
      List<String> parts = new ArrayList<>();
      for (int n = random.nextInt(3); n >= 0; n--) {
        parts.add(text(random));
      }
      Object owner = List.of(alternative, parts);
      assertThat(owners.putIfAbsent(KeyText.of(alternative, parts), owner)).isIn(null, owner);
    }
  }

  /** Of the characters with which a key could be forged. */
  private static String text(Random random) {
    String alphabet = "01!~a:\ud800?";
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(4); n >= 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Property
  void every_key_is_short_and_safe_in_redis(
      @ForAll @IntRange(max = 8) int alternative,
      @ForAll @Size(min = 1, max = 8) List<String> parts) {
    assertThat(KeyText.of(alternative, parts))
        .matches("[A-Za-z0-9.:_~!-]{1,16}")
        .hasSizeLessThanOrEqualTo(Charge.MAX_KEY);
  }
}
