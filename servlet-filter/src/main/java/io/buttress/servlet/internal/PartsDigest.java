package io.buttress.servlet.internal;

import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the container's parts of a request are: name, file name, type and content of each; or its
 * parameters.
 */
final class PartsDigest {
  private static final int PIECE = 8 * 1024;

  private final BodySink sink;

  private PartsDigest(BodySink sink) {
    this.sink = sink;
  }

  static void digest(Collection<Part> parts, BodySink sink) throws IOException {
    PartsDigest digest = new PartsDigest(sink);
    for (Part part : parts) {
      digest.add(part.getName());
      digest.add(part.getSubmittedFileName());
      digest.add(part.getContentType());
      digest.add(part);
    }
  }

  static void digest(SortedMap<String, String[]> parameters, BodySink sink) {
    PartsDigest digest = new PartsDigest(sink);
    parameters.forEach(
        (name, values) -> {
          digest.add(name);
          digest.addLength(values.length);
          for (String value : values) {
            digest.add(value);
          }
        });
  }

  private void add(@Nullable String text) {
    if (text == null) {
      addLength(-1);
    } else {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      addLength(bytes.length);
      sink.add(bytes, 0, bytes.length);
    }
  }

  private void add(Part part) throws IOException {
    addLength(part.getSize());
    byte[] piece = new byte[PIECE];
    try (InputStream content = part.getInputStream()) {
      for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
        sink.add(piece, 0, count);
      }
    }
  }

  private void addLength(long length) {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(length).array();
    sink.add(bytes, 0, bytes.length);
  }
}
