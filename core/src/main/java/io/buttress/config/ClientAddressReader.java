package io.buttress.config;

import io.buttress.http.ClientAddress;
import io.buttress.http.TrustedProxies;
import java.util.List;

/** Reads how the client's address is found. */
final class ClientAddressReader {
  private ClientAddressReader() {}

  static ClientAddress read(Group group) {
    List<String> proxies = group.find(RateLimitTable.TRUSTED_PROXIES).orElse(List.of());
    return new ClientAddress(
        TrustedProxies.of(proxies),
        group.get(RateLimitTable.FORWARDED_HEADER),
        group.get(RateLimitTable.IPV6_PREFIX));
  }
}
