package io.buttress.error;

/** The root of what Buttress throws: something is broken. A rejection is a value, never this. */
public abstract class ButtressException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ButtressException(String message) {
    super(message);
  }

  ButtressException(String message, Throwable cause) {
    super(message, cause);
  }
}
