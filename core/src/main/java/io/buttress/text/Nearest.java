package io.buttress.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which known name was meant. */
public final class Nearest {
  /** Longer texts are not compared: the cost is quadratic, and nobody mistypes that much. */
  private static final int LONGEST = 100;

  private Nearest() {}

  /**
   * The known name that takes the fewest changed, added, dropped or swapped characters to get to;
   * empty if even that is another word rather than a slip.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    String written = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> distance(written, k.toLowerCase(Locale.ROOT)) <= Math.max(2, k.length() / 3))
        .min(
            Comparator.comparingInt((String k) -> distance(written, k.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The end of a message about an unknown name: what was probably meant, or nothing. */
  public static String hint(String name, Collection<String> known) {
    return of(name, known)
        .filter(meant -> !meant.equals(name))
        .map(meant -> "; did you mean " + meant + "?")
        .orElse("");
  }

  /** Optimal string alignment: Levenshtein's distance, and a swap of neighbours counts once. */
  static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      rows[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      rows[i][0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
        best = Math.min(best, rows[i - 1][j - 1] + substitution);
        if (isSwap(a, i, b, j)) {
          best = Math.min(best, rows[i - 2][j - 2] + 1);
        }
        rows[i][j] = best;
      }
    }
    return rows[a.length()][b.length()];
  }

  private static boolean isSwap(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
