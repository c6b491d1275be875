package io.buttress.idempotency;

import io.buttress.http.Field;
import java.util.List;

/**
 * An answer that is replayed.
 *
 * @param status from 200 to 599
 * @param fields those that are replayed, in order
 * @param body not copied: nobody changes it
 * @param errorPage whether the application left the body to the container ({@code sendError}); the
 *     body is the message then, in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record StoredAnswer(int status, List<Field> fields, byte[] body, boolean errorPage) {
  public StoredAnswer {
    fields = List.copyOf(fields);
  }

  /** An answer with a body of its own. */
  public StoredAnswer(int status, List<Field> fields, byte[] body) {
    this(status, fields, body, false);
  }
}
