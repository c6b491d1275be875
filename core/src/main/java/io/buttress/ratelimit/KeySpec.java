package io.buttress.ratelimit;

import java.util.List;

/**
 * Under which value requests are counted together: the first alternative of which all parts are
 * present. Written {@code principal|header:X-Api-Key+path:shop|address}.
 *
 * @param alternatives at least one
 * @param otherwise what happens to a request for which none is present
 */
public record KeySpec(List<List<KeyPart>> alternatives, Absent otherwise) {
  private static final int MAX = 8;

  /**
   * @throws IllegalArgumentException if there are no alternatives or parts, or more than 8
   */
  public KeySpec {
    alternatives = alternatives.stream().map(List::copyOf).toList();
    Ranges.requireSize("alternatives of a key", alternatives.size(), 1, MAX);
    for (List<KeyPart> parts : alternatives) {
      Ranges.requireSize("parts of a key", parts.size(), 1, MAX);
    }
  }

  /** A key of one part, with the client's address where it is absent. */
  public static KeySpec of(KeyPart part) {
    return new KeySpec(List.of(List.of(part)), Absent.ADDRESS);
  }

  /** What happens to a request without a key. */
  public enum Absent {
    /** It counts for its client address. */
    ADDRESS,
    /** The policy does not apply to it. */
    UNLIMITED
  }
}
