package io.buttress.http;

/** In which field proxies name the client. Only one is ever read: a client could send the other. */
public enum ForwardedHeader {
  /** {@code X-Forwarded-For}. */
  X_FORWARDED_FOR,
  /** {@code Forwarded} (RFC 7239). */
  FORWARDED,
  /** In none: the peer is the client. */
  NONE
}
