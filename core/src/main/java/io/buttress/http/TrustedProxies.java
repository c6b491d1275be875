package io.buttress.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whose word about the client's address counts.
 *
 * <p>Written as addresses and CIDR blocks, IPv4 and IPv6, and the names {@code loopback}, {@code
 * link-local} and {@code private} (RFC 1918 and unique local addresses).
 */
public final class TrustedProxies {
  /** What may be written, for messages. */
  public static final String ALLOWED =
      "addresses and CIDR blocks such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32, and loopback,"
          + " link-local and private";

  /** Nobody. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final Map<String, List<String>> NAMES =
      Map.of(
          "loopback", List.of("127.0.0.0/8", "::1"),
          "link-local", List.of("169.254.0.0/16", "fe80::/10"),
          "private", List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"));

  private final List<CidrBlock> blocks;

  private TrustedProxies(List<CidrBlock> blocks) {
    this.blocks = blocks;
  }

  /**
   * Reads blocks.
   *
   * @throws IllegalArgumentException if one can't be read; says which, and what is allowed
   */
  public static TrustedProxies of(List<String> texts) {
    List<CidrBlock> blocks = new ArrayList<>();
    for (String text : texts) {
      for (String block : NAMES.getOrDefault(text, List.of(text))) {
        blocks.add(CidrBlock.parse(block));
      }
    }
    return new TrustedProxies(List.copyOf(blocks));
  }

  boolean areNone() {
    return blocks.isEmpty();
  }

  boolean contain(IpAddress address) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }
}
