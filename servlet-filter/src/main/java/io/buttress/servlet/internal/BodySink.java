package io.buttress.servlet.internal;

/** Takes bytes: {@code MessageDigest::update} is one. */
@FunctionalInterface
public interface BodySink {
  /** Takes the bytes before the call returns; keeps no reference to the array. */
  void add(byte[] bytes, int offset, int length);
}
