package io.buttress.http;

import java.util.List;

/**
 * A complete answer that Buttress gives instead of the application.
 *
 * @param status the status code, from 200 to 599
 * @param fields the header fields, Content-Type included, Content-Length not
 * @param body the body, sent as UTF-8; may be empty
 */
public record HttpAnswer(int status, List<Field> fields, String body) {
  /**
   * @throws IllegalArgumentException if the status is out of range
   */
  public HttpAnswer {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not allowed: from 200 to 599");
    }
    fields = List.copyOf(fields);
  }
}
