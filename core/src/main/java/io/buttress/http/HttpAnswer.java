package io.buttress.http;

import java.util.List;

/**
 * A complete answer that Buttress gives instead of the application.
 *
 * @param status the status code
 * @param fields the header fields, Content-Type included, Content-Length not
 * @param body the body, sent as UTF-8; may be empty
 */
public record HttpAnswer(int status, List<Field> fields, String body) {
  public HttpAnswer {
    fields = List.copyOf(fields);
  }
}
