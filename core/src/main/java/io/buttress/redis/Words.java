package io.buttress.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Texts as Redis's protocol carries them. */
final class Words {
  private Words() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  static List<byte[]> bytes(List<String> texts) {
    return texts.stream().map(Words::bytes).toList();
  }
}
