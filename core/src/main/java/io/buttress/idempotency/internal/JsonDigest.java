package io.buttress.idempotency.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.Set;

/**
 * Leaves out members of a JSON body that may differ, at any depth, and the white space between
 * tokens. It keeps no more of the body than one member's name. Names are compared as they are
 * written; what is no JSON makes some digest, the same for the same bytes.
 */
final class JsonDigest extends FilteringDigest {
  private static final byte END = 0;

  private final Set<String> ignored;
  private final int longest;
  private final BitSet objects = new BitSet();
  private final ByteArrayOutputStream name = new ByteArrayOutputStream();
  private int depth;
  private boolean nameExpected;
  private boolean inName;
  private boolean inText;
  private boolean escaped;
  private boolean inScalar;
  private boolean leftOut;
  private int leftOutDepth;

  JsonDigest(MessageDigest behind, Set<String> ignored) {
    super(behind);
    this.ignored = ignored;
    this.longest =
        ignored.stream()
            .mapToInt(field -> field.getBytes(StandardCharsets.UTF_8).length)
            .max()
            .orElse(0);
  }

  @Override
  void next(byte b) {
    if (inName) {
      nextOfName(b);
    } else if (inText) {
      nextOfText(b);
    } else {
      nextOutside(b);
    }
  }

  private void nextOutside(byte b) {
    switch (b) {
      case ' ', '\t', '\r', '\n', ':' -> endScalar();
      case '"' -> beginText();
      case '{', '[' -> open(b);
      case '}', ']' -> close(b);
      case ',' -> nextMember();
      default -> {
        inScalar = true;
        keep(b);
      }
    }
  }

  private void beginText() {
    endScalar();
    inName = nameExpected && !leftOut;
    inText = !inName;
    nameExpected = false;
    name.reset();
    if (inText) {
      keep((byte) '"');
    }
  }

  private void nextOfName(byte b) {
    if (b == '"' && !escaped) {
      inName = false;
      endName();
      return;
    }
    escaped = b == '\\' && !escaped;
    name.write(b);
    if (name.size() > longest) {
      // It is not one of those that are left out: the rest of it is a text as any other.
      inName = false;
      inText = true;
      keepName();
    }
  }

  private void endName() {
    if (ignored.contains(name.toString(StandardCharsets.UTF_8))) {
      leftOut = true;
      leftOutDepth = depth;
    } else {
      keepName();
      keep((byte) '"');
    }
  }

  private void keepName() {
    keep((byte) '"');
    for (byte b : name.toByteArray()) {
      keep(b);
    }
  }

  private void nextOfText(byte b) {
    keep(b);
    if (b == '"' && !escaped) {
      inText = false;
    }
    escaped = b == '\\' && !escaped;
  }

  private void open(byte b) {
    endScalar();
    keep(b);
    depth++;
    objects.set(depth, b == '{');
    nameExpected = b == '{';
  }

  private void close(byte b) {
    endScalar();
    if (leftOut && depth == leftOutDepth) {
      leftOut = false;
    }
    depth = Math.max(depth - 1, 0);
    nameExpected = false;
    keep(b);
  }

  private void nextMember() {
    endScalar();
    if (leftOut && depth == leftOutDepth) {
      leftOut = false;
    }
    nameExpected = objects.get(depth);
  }

  /** Numbers side by side would else be one. */
  private void endScalar() {
    if (inScalar) {
      inScalar = false;
      keep(END);
    }
  }

  private void keep(byte b) {
    if (!leftOut) {
      pass(b);
    }
  }

  @Override
  void end() {
    endScalar();
  }
}
