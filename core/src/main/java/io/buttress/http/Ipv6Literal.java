package io.buttress.http;

import org.jspecify.annotations.Nullable;

/** Addresses as RFC 4291, 2.2 has them, with a zone (RFC 4007) that is ignored. */
final class Ipv6Literal {
  private static final int GROUPS = 8;
  private static final int LONGEST = 45;
  private static final int LONGEST_ZONE = 64;

  private Ipv6Literal() {}

  static @Nullable IpAddress parse(String text) {
    int zone = text.indexOf('%');
    int length = zone < 0 ? text.length() : zone;
    if (length > LONGEST || (zone >= 0 && !isZone(text, zone + 1))) {
      return null;
    }
    String address = text.substring(0, length);
    int gap = address.indexOf("::");
    if (gap < 0) {
      int[] groups = groups(address);
      return groups != null && groups.length == GROUPS ? of(groups, new int[0]) : null;
    }
    int[] before = groups(address.substring(0, gap));
    int[] after = groups(address.substring(gap + 2));
    if (before == null || after == null || before.length + after.length >= GROUPS) {
      return null;
    }
    // An IPv4 address ends the address, so it can't stand before a gap.
    boolean ends = address.indexOf('.') < 0 || address.indexOf('.') > gap;
    return ends ? of(before, after) : null;
  }

  private static boolean isZone(String text, int start) {
    return start < text.length() && text.length() - start <= LONGEST_ZONE;
  }

  /** The groups of 16 bits, none of an empty text; null if it is malformed. */
  private static int @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    if (parts.length > GROUPS) {
      return null;
    }
    String last = parts[parts.length - 1];
    long ipv4 = last.indexOf('.') < 0 ? Ipv4Literal.NONE : Ipv4Literal.parse(last);
    int[] groups = new int[parts.length + (ipv4 == Ipv4Literal.NONE ? 0 : 1)];
    int plain = parts.length - (ipv4 == Ipv4Literal.NONE ? 0 : 1);
    for (int i = 0; i < plain; i++) {
      groups[i] = group(parts[i]);
      if (groups[i] < 0) {
        return null;
      }
    }
    if (ipv4 != Ipv4Literal.NONE) {
      groups[plain] = (int) (ipv4 >> 16);
      groups[plain + 1] = (int) (ipv4 & 0xffff);
    }
    return groups;
  }

  /** One to four hexadecimal digits; else -1. */
  private static int group(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int group = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      group = group << 4 | digit;
    }
    return group;
  }

  private static IpAddress of(int[] before, int[] after) {
    long[] halves = new long[2];
    for (int i = 0; i < before.length; i++) {
      put(halves, i, before[i]);
    }
    for (int i = 0; i < after.length; i++) {
      put(halves, GROUPS - after.length + i, after[i]);
    }
    return new IpAddress(halves[0], halves[1]);
  }

  private static void put(long[] halves, int position, int group) {
    halves[position / 4] |= (long) group << (48 - position % 4 * 16);
  }

  /** As RFC 5952 has it: lower case, the first longest run of two or more zeros left out. */
  static String format(long high, long low) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (int) ((i < 4 ? high : low) >>> (48 - i % 4 * 16)) & 0xffff;
    }
    int gap = -1;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zerosFrom(groups, i);
      if (zeros > gapLength) {
        gap = i;
        gapLength = zeros;
      }
    }
    StringBuilder out = new StringBuilder(LONGEST);
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        out.append("::");
        i += gapLength - 1;
      } else {
        out.append(i > 0 && i != gap + gapLength ? ":" : "").append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }

  private static int zerosFrom(int[] groups, int start) {
    int end = start;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - start;
  }
}
