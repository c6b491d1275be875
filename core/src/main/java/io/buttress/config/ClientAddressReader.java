package io.buttress.config;

import io.buttress.http.ClientAddress;

/** Reads how the client's address is found. */
final class ClientAddressReader {
  private ClientAddressReader() {}

  static ClientAddress read(Group group) {
    group.find(RateLimitTable.TRUSTED_PROXIES);
    group.get(RateLimitTable.FORWARDED_HEADER);
    group.get(RateLimitTable.IPV6_PREFIX);
    return new ClientAddress();
  }
}
