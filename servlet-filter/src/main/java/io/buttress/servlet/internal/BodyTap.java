package io.buttress.servlet.internal;

import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Is told by a stream or writer what is written through it; by default it lets all pass. */
interface BodyTap {
  /**
   * Before bytes go to the container.
   *
   * @param bytes how many; at least as many as will be sent
   * @return whether they are to go there
   */
  default boolean admits(int bytes) {
    return true;
  }

  /**
   * Before the container sends what it holds: a flush or the end of the body.
   *
   * @return whether it is to do so
   */
  default boolean admitsFlush() {
    return true;
  }

  /** Whether nothing is to go to the container any more. */
  default boolean isSwallowing() {
    return false;
  }

  /** Whether anyone wants to know the bytes. */
  default boolean isListening() {
    return true;
  }

  /** This byte went to the container. */
  void wrote(byte single);

  /** These bytes went to the container. */
  void wrote(byte[] bytes, int offset, int length);

  /**
   * Bytes went to the container, and which they are is its own affair.
   *
   * @param about how many they may be
   */
  void wroteUnknown(int about);

  /** The application is about to close the body. */
  default void closing() {}

  /** What was written did not arrive. */
  default void failed() {}

  /**
   * What was written did not arrive, for the client is gone.
   *
   * @throws IOException as given, unless the application is to go on
   */
  default void endure(IOException lost) throws IOException {
    throw lost;
  }

  /**
   * Whether the client is gone and the application goes on: nothing more is to go to the container.
   *
   * @throws IOException if the application has no reason to go on any more
   */
  default boolean isAlone() throws IOException {
    return false;
  }

  /** The application wants to be called when it can write, and what it writes is swallowed. */
  default void feed(WriteListener listener) {
    throw new AssertionError("nothing is swallowed");
  }
}
