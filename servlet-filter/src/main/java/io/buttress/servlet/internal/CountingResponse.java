package io.buttress.servlet.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of body that the application writes, for policies that settle by them. All else
 * goes to the container's response as it comes: what is flushed, reset or written when is the
 * application's and the container's matter.
 */
public final class CountingResponse extends HttpServletResponseWrapper {
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  public CountingResponse(HttpServletResponse response) {
    super(response);
  }

  /** How many bytes have been written so far. */
  long bytes() {
    return bytes.get();
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream real = super.getOutputStream();
    if (stream == null) {
      stream = new CountingStream(real, bytes);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter real = super.getWriter();
    if (writer == null) {
      writer = new CountingWriter(real, charset(), bytes);
    }
    return writer;
  }

  private Charset charset() {
    String name = getCharacterEncoding();
    try {
      return name == null ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // The container knew it.
      return StandardCharsets.UTF_8;
    }
  }

  @Override
  public void reset() {
    super.reset();
    bytes.set(0);
    // Whoever asks again may ask for the other one.
    stream = null;
    writer = null;
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    bytes.set(0);
  }
}
