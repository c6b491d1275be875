package io.buttress.servlet.internal;

import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a container makes of text that comes in pieces. Only where all containers make the
 * same of it, whatever the pieces are: not for charsets with a byte order mark or with shifts, nor
 * for halves of pairs of surrogates that stay alone.
 */
final class SentText {
  private static final Set<String> SAME_IN_PIECES =
      Set.of(
          "UTF-16BE",
          "UTF-16LE",
          "SHIFT_JIS",
          "WINDOWS-31J",
          "EUC-JP",
          "EUC-KR",
          "GB2312",
          "GBK",
          "GB18030",
          "BIG5");

  private final Charset charset;
  private final boolean known;
  private final boolean unicode;
  private final boolean ascii;
  private String half = "";
  private @Nullable EncodedLength length;

  SentText(Charset charset) {
    this.charset = charset;
    boolean utf8 = charset.equals(StandardCharsets.UTF_8);
    boolean single = charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1.0f;
    known = utf8 || single || SAME_IN_PIECES.contains(charset.name().toUpperCase(Locale.ROOT));
    unicode = charset.name().startsWith("UTF-");
    ascii =
        utf8
            || charset.equals(StandardCharsets.ISO_8859_1)
            || charset.equals(StandardCharsets.US_ASCII);
  }

  /**
   * @param charset as the response names it
   */
  static SentText of(@Nullable String charset) {
    try {
      return new SentText(charset == null ? StandardCharsets.ISO_8859_1 : Charset.forName(charset));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // The container knew it; what it is, stays unknown.
      return new SentText(StandardCharsets.UTF_16);
    }
  }

  /** Whether the character is one byte of the same value, whatever came before. */
  boolean isPlain(int c) {
    return ascii && c >= 0 && c < 0x80 && half.isEmpty();
  }

  /** The bytes of the next piece of text; empty if they are not known. */
  Optional<byte[]> next(String piece) {
    String text = half + piece;
    half = "";
    if (!known) {
      return Optional.empty();
    }
    if (!text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
      half = text.substring(text.length() - 1);
      text = text.substring(0, text.length() - 1);
    }
    return isSound(text) ? Optional.of(text.getBytes(charset)) : Optional.empty();
  }

  /** About how many bytes a piece makes whose bytes are not known. */
  int guess(String piece) {
    EncodedLength counting = length == null ? new EncodedLength(charset) : length;
    length = counting;
    return (int) counting.of(CharBuffer.wrap(piece));
  }

  /** Whether half a character is left over, and so what is sent for it not known. */
  boolean isInPieces() {
    return !half.isEmpty();
  }

  private boolean isSound(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        // Without Unicode, some put one question mark for a pair, others two.
        if (!unicode || i + 1 == text.length() || !isPair(text, i)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static boolean isPair(String text, int at) {
    return Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }
}
