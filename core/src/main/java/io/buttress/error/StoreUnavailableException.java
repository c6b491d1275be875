package io.buttress.error;

/**
 * The store could not be asked, or did not answer in time. Whether a change that was under way has
 * taken effect is unknown.
 */
public class StoreUnavailableException extends ButtressException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the store was asked at all; else nothing can have changed. */
  public boolean wasAsked() {
    return true;
  }
}
