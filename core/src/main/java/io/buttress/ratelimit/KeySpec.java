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
  public KeySpec {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  /** What happens to a request without a key. */
  public enum Absent {
    /** It counts for its client address. */
    ADDRESS,
    /** The policy does not apply to it. */
    UNLIMITED
  }
}
