package io.buttress.servlet.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * How many bytes a charset makes of a text that comes piece by piece: a mark at its beginning, as
 * of UTF-16, comes once, and a pair of surrogates may come in two pieces.
 */
final class EncodedLength {
  private static final int SCRATCH = 1_024;

  private final CharsetEncoder encoder;
  private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH);
  private String rest = "";

  EncodedLength(Charset charset) {
    this.encoder =
        charset
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** Of the next piece. */
  long of(CharBuffer piece) {
    CharBuffer chars = rest.isEmpty() ? piece : CharBuffer.wrap(rest + piece);
    long bytes = 0;
    CoderResult result;
    do {
      scratch.clear();
      result = encoder.encode(chars, scratch, false);
      bytes += scratch.position();
    } while (result.isOverflow());
    rest = chars.toString();
    return bytes;
  }
}
