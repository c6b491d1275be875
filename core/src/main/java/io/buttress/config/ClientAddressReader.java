package io.buttress.config;

import io.buttress.http.ClientAddress;
import io.buttress.http.ForwardedHeader;
import io.buttress.http.TrustedProxies;
import java.util.List;

/** Reads how the client's address is found. */
final class ClientAddressReader {
  private ClientAddressReader() {}

  static ClientAddress read(Group group) {
    List<String> proxies = group.find(RateLimitTable.TRUSTED_PROXIES).orElse(List.of());
    ForwardedHeader header = group.get(RateLimitTable.FORWARDED_HEADER);
    if (header != ForwardedHeader.NONE
        && group.has(RateLimitTable.FORWARDED_HEADER)
        && !group.has(RateLimitTable.TRUSTED_PROXIES)) {
      group.note(RateLimitTable.FORWARDED_HEADER, "goes with trusted-proxies alone");
    }
    return new ClientAddress(
        TrustedProxies.of(proxies), header, group.get(RateLimitTable.IPV6_PREFIX));
  }
}
