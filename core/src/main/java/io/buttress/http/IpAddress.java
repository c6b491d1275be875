package io.buttress.http;

import org.jspecify.annotations.Nullable;

/**
 * An address, read from a literal and never from a name: nothing here asks the DNS. IPv4 stands in
 * its mapped form, {@code ::ffff:0:0/96}, so that both ways to write it are the same address.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
record IpAddress(long high, long low) {
  static final int BITS = 128;
  static final int MAPPED_BITS = 96;
  private static final long MAPPED = 0xffffL << 32;

  /**
   * Reads {@code 198.51.100.17}, {@code 2001:db8::17}, {@code ::ffff:198.51.100.17} and {@code
   * fe80::17%eth0}; null for everything else. No brackets, no port.
   */
  static @Nullable IpAddress parse(String text) {
    return text.indexOf(':') < 0 ? parseIpv4(text) : Ipv6Literal.parse(text);
  }

  private static @Nullable IpAddress parseIpv4(String text) {
    long bits = Ipv4Literal.parse(text);
    return bits == Ipv4Literal.NONE ? null : ofIpv4(bits);
  }

  static IpAddress ofIpv4(long bits) {
    return new IpAddress(0, MAPPED | bits);
  }

  boolean isIpv4() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /** The first bits, the rest zero. */
  IpAddress prefix(int bits) {
    return new IpAddress(high & mask(bits), low & mask(bits - 64));
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  /** Canonical text, IPv6 as RFC 5952 has it. */
  @Override
  public String toString() {
    return isIpv4() ? Ipv4Literal.format(low) : Ipv6Literal.format(high, low);
  }
}
