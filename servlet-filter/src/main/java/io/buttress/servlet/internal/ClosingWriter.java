package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** What a container gets that asks for a writer only to close the response. */
final class ClosingWriter extends PrintWriter {
  private final ServletOutputStream stream;

  ClosingWriter(ServletOutputStream stream) {
    super(Writer.nullWriter());
    this.stream = stream;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      setError();
    }
  }
}
