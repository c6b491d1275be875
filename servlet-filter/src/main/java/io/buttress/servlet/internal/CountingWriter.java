package io.buttress.servlet.internal;

import java.io.PrintWriter;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what is written through, in bytes of the response's charset. */
final class CountingWriter extends PrintWriter {
  private final PrintWriter real;
  private final Charset charset;
  private final boolean oneByteEach;
  private final AtomicLong bytes;
  private @Nullable EncodedLength encoded;

  CountingWriter(PrintWriter real, Charset charset, AtomicLong bytes) {
    super(real);
    this.real = real;
    this.charset = charset;
    this.oneByteEach = charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1.0f;
    this.bytes = bytes;
  }

  @Override
  public void write(int c) {
    count(CharBuffer.wrap(new char[] {(char) c}));
    real.write(c);
  }

  @Override
  public void write(char[] chars, int off, int len) {
    count(CharBuffer.wrap(chars, off, len));
    real.write(chars, off, len);
  }

  @Override
  public void write(String text, int off, int len) {
    count(CharBuffer.wrap(text, off, off + len));
    real.write(text, off, len);
  }

  /**
   * Leaves it to the container how a line ends, for nobody is to see a difference. Most take the
   * system's way; Undertow always sends two bytes, of which one may not be counted.
   */
  @Override
  public void println() {
    count(CharBuffer.wrap(System.lineSeparator()));
    real.println();
  }

  @Override
  public void flush() {
    real.flush();
  }

  @Override
  public void close() {
    real.close();
  }

  @Override
  public boolean checkError() {
    return real.checkError();
  }

  private void count(CharBuffer chars) {
    if (oneByteEach) {
      // A pair of surrogates makes one question mark.
      bytes.addAndGet(chars.chars().filter(c -> !Character.isLowSurrogate((char) c)).count());
    } else if (charset.equals(StandardCharsets.UTF_8)) {
      bytes.addAndGet(chars.chars().mapToLong(CountingWriter::inUtf8).sum());
    } else {
      EncodedLength length = encoded == null ? new EncodedLength(charset) : encoded;
      encoded = length;
      bytes.addAndGet(length.of(chars));
    }
  }

  /** A pair of surrogates makes four bytes, also when they come one by one. */
  private static long inUtf8(int c) {
    if (c < 0x80) {
      return 1;
    }
    return c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3;
  }
}
