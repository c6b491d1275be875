package io.buttress.servlet.internal;

import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Is told by a stream or writer what is written through it. */
interface BodyTap {
  /**
   * Before bytes go to the container.
   *
   * @param bytes how many; at least as many as will be sent
   * @return whether they are to go there
   */
  boolean admits(int bytes);

  /**
   * Before the container sends what it holds: a flush or the end of the body.
   *
   * @return whether it is to do so
   */
  boolean admitsFlush();

  /** Whether nothing is to go to the container any more. */
  boolean isSwallowing();

  /** Whether anyone wants to know the bytes. */
  boolean isListening();

  /** This byte went to the container. */
  void wrote(byte single);

  /** These bytes went to the container. */
  void wrote(byte[] bytes, int offset, int length);

  /** Bytes went to the container, and which they are is its own affair. */
  void wroteUnknown();

  /** The application is about to close the body. */
  void closing();

  /** What was written did not arrive. */
  void failed();

  /**
   * What was written did not arrive, for the client is gone.
   *
   * @throws IOException as given, unless the application is to go on
   */
  void endure(IOException lost) throws IOException;

  /**
   * Whether the client is gone and the application goes on: nothing more is to go to the container.
   *
   * @throws IOException if the application has no reason to go on any more
   */
  boolean isAlone() throws IOException;

  /** The application wants to be called when it can write, and what it writes is swallowed. */
  void feed(WriteListener listener);
}
