package io.buttress.http;

import org.jspecify.annotations.Nullable;

/**
 * Finds the client's address: the peer's, or behind trusted proxies what they say of it.
 *
 * <p>Proxies are believed as far as they are trusted: from the right, the field's elements are
 * passed over while they are trusted themselves, and the first that is not is the client. What
 * stands further to the left may be forged. An element that can't be read ({@code unknown}, an
 * obfuscated name, nonsense) ends the search at the last address that was trustworthy. No name is
 * ever looked up, and no input throws.
 */
public final class ClientAddress {
  /**
   * How many bits of an IPv6 address count if nothing else is said: what one client usually has.
   */
  public static final int DEFAULT_IPV6_PREFIX = 64;

  private static final String UNKNOWN = "unknown";

  private final TrustedProxies proxies;
  private final ForwardedHeader header;
  private final int ipv6Prefix;

  /** The peer's address, IPv6 by its first 64 bits. */
  public ClientAddress() {
    this(TrustedProxies.NONE, ForwardedHeader.NONE, DEFAULT_IPV6_PREFIX);
  }

  /**
   * @param proxies whose word counts
   * @param header in which field they give it
   * @param ipv6Prefix how many bits of an IPv6 address count, from 1 to 128
   * @throws IllegalArgumentException if the prefix is out of range
   */
  public ClientAddress(TrustedProxies proxies, ForwardedHeader header, int ipv6Prefix) {
    if (ipv6Prefix < 1 || ipv6Prefix > IpAddress.BITS) {
      throw new IllegalArgumentException(
          "an IPv6 prefix of " + ipv6Prefix + " is not allowed, but from 1 to " + IpAddress.BITS);
    }
    this.proxies = proxies;
    this.header = proxies.areNone() ? ForwardedHeader.NONE : header;
    this.ipv6Prefix = ipv6Prefix;
  }

  /**
   * The address under which the request counts: canonical text, IPv6 cut to the prefix, such as
   * {@code 198.51.100.17} or {@code 2001:db8:1:2::/64}. If the container tells no address, what it
   * tells instead.
   */
  public String of(RequestView request) {
    String text = request.remoteAddress();
    // Some containers return null for a connection that is already gone.
    if (text == null || text.isEmpty()) {
      return UNKNOWN;
    }
    IpAddress peer = NodeName.address(text);
    if (peer == null) {
      return text;
    }
    IpAddress client = header == ForwardedHeader.NONE ? peer : behind(peer, request);
    // The usual case by far, without garbage: what was read of it is canonical already.
    return client.equals(peer) && text.indexOf(':') < 0 ? text : counted(client);
  }

  private IpAddress behind(IpAddress peer, RequestView request) {
    IpAddress client = peer;
    if (!proxies.contain(client)) {
      return client;
    }
    boolean standard = header == ForwardedHeader.FORWARDED;
    var elements =
        new ElementsFromRight(request.headers(standard ? "Forwarded" : "X-Forwarded-For"));
    while (proxies.contain(client)) {
      IpAddress further = addressOf(elements.next(), standard);
      if (further == null) {
        return client;
      }
      client = further;
    }
    return client;
  }

  private static @Nullable IpAddress addressOf(@Nullable String element, boolean standard) {
    if (element == null) {
      return null;
    }
    return standard ? ForwardedElement.address(element) : NodeName.address(element);
  }

  private String counted(IpAddress address) {
    if (address.isIpv4() || ipv6Prefix == IpAddress.BITS) {
      return address.toString();
    }
    return address.prefix(ipv6Prefix) + "/" + ipv6Prefix;
  }
}
