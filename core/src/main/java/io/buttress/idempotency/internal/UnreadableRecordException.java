package io.buttress.idempotency.internal;

/** A record is there, and nobody can say what it holds. The message goes on after 'the record'. */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String message) {
    super(message);
  }
}
