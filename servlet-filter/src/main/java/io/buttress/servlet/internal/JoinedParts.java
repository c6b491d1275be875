package io.buttress.servlet.internal;

import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * A multipart body made of its parts again (RFC 2046, 5.1.1): what the client sent, as far as it
 * means anything. What was ahead of the first boundary and behind the last one is gone.
 */
final class JoinedParts {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final Charset charset;

  private JoinedParts(Charset charset) {
    this.charset = charset;
  }

  /**
   * @param charset of the parts' fields
   */
  static byte[] of(Collection<Part> parts, String boundary, Charset charset) throws IOException {
    JoinedParts joined = new JoinedParts(charset);
    for (Part part : parts) {
      joined.add("--" + boundary + "\r\n");
      joined.addHead(part);
      joined.addContent(part);
      joined.add("\r\n");
    }
    joined.add("--" + boundary + "--\r\n");
    return joined.body.toByteArray();
  }

  private void add(String ascii) {
    body.writeBytes(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void addHead(Part part) {
    for (String name : part.getHeaderNames()) {
      for (String value : part.getHeaders(name)) {
        add(usual(name) + ": ");
        body.writeBytes(value.getBytes(charset));
        add("\r\n");
      }
    }
    add("\r\n");
  }

  private void addContent(Part part) throws IOException {
    try (InputStream content = part.getInputStream()) {
      content.transferTo(body);
    }
  }

  /** As clients write it: Tomcat has it in lower case. */
  private static String usual(String name) {
    StringBuilder usual = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      usual.append(i == 0 || name.charAt(i - 1) == '-' ? Character.toUpperCase(c) : c);
    }
    return usual.toString();
  }
}
