package com.example.bookshop.server;

import java.net.http.HttpHeaders;
import java.time.Duration;

/** What the Bookshop has answered, and how long that took. */
public record Reply(int status, HttpHeaders headers, String body, Duration took) {
  /** The field's first line, or an empty text. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }
}
