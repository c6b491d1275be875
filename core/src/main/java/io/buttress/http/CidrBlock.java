package io.buttress.http;

import java.util.regex.Pattern;

/**
 * The addresses with the same first bits.
 *
 * @param first the lowest of them
 * @param bits how many bits they share, from 0 to 128
 */
record CidrBlock(IpAddress first, int bits) {
  private static final Pattern BITS = Pattern.compile("\\d{1,3}");

  static CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null || text.indexOf('%') >= 0) {
      throw wrong(text, "is no address");
    }
    // An IPv4 address written as such counts its bits from 32, a mapped one from 128.
    int width = text.indexOf(':') < 0 ? IpAddress.BITS - IpAddress.MAPPED_BITS : IpAddress.BITS;
    int bits = slash < 0 ? width : bits(text, text.substring(slash + 1), width);
    int all = bits + IpAddress.BITS - width;
    if (!address.prefix(all).equals(address)) {
      throw wrong(text, "has bits beyond its prefix: meant is " + address.prefix(all) + "/" + bits);
    }
    return new CidrBlock(address, all);
  }

  private static int bits(String text, String written, int width) {
    int bits = BITS.matcher(written).matches() ? Integer.parseInt(written) : width + 1;
    if (bits > width) {
      throw wrong(text, "needs a prefix from 0 to " + width + " after its slash");
    }
    return bits;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "'" + text + "' " + why + "; allowed are " + TrustedProxies.ALLOWED);
  }

  boolean contains(IpAddress address) {
    return address.prefix(bits).equals(first);
  }
}
