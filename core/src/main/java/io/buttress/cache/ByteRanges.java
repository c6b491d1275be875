package io.buttress.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The content of a 206 that has several parts: multipart/byteranges (RFC 9110, 14.6). */
final class ByteRanges {
  private final String boundary = UUID.randomUUID().toString();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  /**
   * @param type the content type of the representation, which each part repeats; null for none
   */
  ByteRanges(byte[] body, Ranges.Parts selected, @Nullable String type) {
    for (Ranges.Part part : selected.parts()) {
      write("\r\n--" + boundary + "\r\n");
      if (type != null) {
        write("Content-Type: " + type + "\r\n");
      }
      write("Content-Range: " + contentRange(part, body) + "\r\n\r\n");
      content.write(body, part.first(), part.length());
    }
    write("\r\n--" + boundary + "--\r\n");
  }

  static String contentRange(Ranges.Part part, byte[] body) {
    return "bytes " + part.first() + "-" + part.last() + "/" + body.length;
  }

  String contentType() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  byte[] content() {
    return content.toByteArray();
  }

  private void write(String text) {
    content.writeBytes(text.getBytes(ISO_8859_1));
  }
}
