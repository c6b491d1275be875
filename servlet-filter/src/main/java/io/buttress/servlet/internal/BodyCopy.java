package io.buttress.servlet.internal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A copy of a body, up to a cap. It grows by pieces of at most 64 KiB, so that nothing is copied
 * twice while it grows, and a body written in one piece not at all afterwards.
 */
final class BodyCopy {
  private static final int SMALLEST = 512;
  private static final int LARGEST = 64 * 1024;

  private final List<byte[]> full = new ArrayList<>(4);
  private byte[] piece = {};
  private int used;
  private long size;
  private long cap;
  private boolean lost;

  BodyCopy(long cap) {
    this.cap = cap;
  }

  /** Whether bytes are still of use. */
  boolean isKept() {
    return !lost;
  }

  void limit(long bytes) {
    cap = bytes;
    if (size > cap) {
      lose();
    }
  }

  /** Gives up: the bytes are not wanted, or not known. */
  void lose() {
    lost = true;
    full.clear();
    piece = new byte[0];
    used = 0;
  }

  /** How many bytes have been added, given up or not. */
  long size() {
    return size;
  }

  void add(byte single) {
    if (!lost && size < cap && used < piece.length) {
      size++;
      piece[used++] = single;
    } else {
      add(new byte[] {single}, 0, 1);
    }
  }

  void add(byte[] bytes, int offset, int length) {
    size += length;
    if (lost) {
      return;
    }
    if (size > cap) {
      lose();
      return;
    }
    int fits = Math.min(length, piece.length - used);
    System.arraycopy(bytes, offset, piece, used, fits);
    used += fits;
    if (fits < length) {
      grow(length - fits);
      System.arraycopy(bytes, offset + fits, piece, 0, length - fits);
      used = length - fits;
    }
  }

  private void grow(int needed) {
    if (used > 0) {
      full.add(piece);
    }
    long likely = Math.min(Math.max(SMALLEST, size), LARGEST);
    // Neither more than may come, nor less than is there.
    long room = cap - (size - needed);
    piece = new byte[(int) Math.max(needed, Math.min(likely, room))];
    used = 0;
  }

  /** The whole body; empty if it was given up. */
  Optional<byte[]> bytes() {
    if (lost) {
      return Optional.empty();
    }
    if (full.isEmpty() && used == piece.length) {
      return Optional.of(piece);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream((int) size);
    full.forEach(all::writeBytes);
    all.write(piece, 0, used);
    return Optional.of(all.toByteArray());
  }
}
