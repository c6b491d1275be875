package io.buttress.servlet.app;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An answer as a client receives it.
 *
 * @param fields the lines
 * @param body after any chunks are joined
 */
public record RawAnswer(int status, List<String> fields, byte[] body) {
  /**
   * @param answer as it came, a character for each byte
   */
  public static RawAnswer of(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    List<String> lines = List.of(answer.substring(0, end).split("\r\n"));
    List<String> fields = lines.subList(1, lines.size());
    String body = answer.substring(end + 4);
    boolean chunked = fields.stream().anyMatch("transfer-encoding: chunked"::equalsIgnoreCase);
    return new RawAnswer(
        Integer.parseInt(lines.get(0).split(" ")[1]),
        fields,
        (chunked ? joined(body) : body).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String joined(String chunks) {
    StringBuilder all = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int end = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, end), 16);
      if (size == 0) {
        break;
      }
      all.append(chunks, end + 2, end + 2 + size);
      at = end + 2 + size + 2;
    }
    return all.toString();
  }

  /** Whether it has the field. */
  public boolean has(String name, String value) {
    return fields.stream()
        .anyMatch(line -> line.replaceFirst(": ?", ": ").equalsIgnoreCase(name + ": " + value));
  }
}
