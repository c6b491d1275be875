package io.buttress.cache;

import java.util.ArrayList;
import java.util.List;

/** The members of fields that are lists (RFC 9110, 5.6.1). */
final class Members {
  private Members() {}

  /** All members of all lines, without the whitespace around them; empty ones are left out. */
  static List<String> of(List<String> lines) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      split(lines.get(i), members);
    }
    return members;
  }

  /** At commas, save those in a quoted string. */
  private static void split(String line, List<String> members) {
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        add(line, start, i, members);
        start = i + 1;
      }
    }
    if (quoted) {
      // The quote is none: what it seems to hide may forbid something.
      for (String member : line.substring(start).split(",", -1)) {
        add(member, 0, member.length(), members);
      }
    } else {
      add(line, start, line.length(), members);
    }
  }

  private static void add(String line, int from, int to, List<String> members) {
    String member = line.substring(from, to).strip();
    if (!member.isEmpty()) {
      members.add(member);
    }
  }
}
