package io.buttress.config;

/** A text that no message, log or dump may show. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
