package io.buttress.jobs;

/** Thrown by a handler that knows that a job can't succeed: it is not tried again, but buried. */
public final class BuryJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BuryJobException(String message) {
    super(message);
  }

  public BuryJobException(String message, Throwable cause) {
    super(message, cause);
  }
}
