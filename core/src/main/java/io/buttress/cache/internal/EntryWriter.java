package io.buttress.cache.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers in groups of seven bits, the lowest first, and lengths before what they tell. */
final class EntryWriter {
  private byte[] array;
  private int length;

  EntryWriter(int capacity) {
    this.array = new byte[capacity];
  }

  void raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, array, length, bytes.length);
    length += bytes.length;
  }

  /** Any number; those near zero take the least. */
  void number(long number) {
    reserve(10);
    long left = number;
    while ((left & ~0x7fL) != 0) {
      array[length++] = (byte) ((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    array[length++] = (byte) left;
  }

  void bytes(byte[] bytes) {
    number(bytes.length);
    raw(bytes);
  }

  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void texts(String first, String second) {
    text(first);
    text(second);
  }

  /** Four bytes, the highest first. */
  void fixed(int number) {
    reserve(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      array[length++] = (byte) (number >>> shift);
    }
  }

  private void reserve(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
    }
  }

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(array, length);
  }
}
