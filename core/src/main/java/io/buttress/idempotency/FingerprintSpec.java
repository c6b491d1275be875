package io.buttress.idempotency;

import java.util.Set;

/**
 * What a retry has to repeat. Method and path always belong to it.
 *
 * @param parts what else
 * @param ignoredJsonFields members of JSON bodies that may differ, at any depth, such as the time
 *     at which a client sent it
 * @param maxRequest with {@link Part#BODY}: longer bodies are refused with 413; bytes, from 0
 */
public record FingerprintSpec(Set<Part> parts, Set<String> ignoredJsonFields, long maxRequest) {
  /** Everything, with bodies of at most 1 MiB. */
  public static final FingerprintSpec STANDARD =
      new FingerprintSpec(Set.of(Part.QUERY, Part.CONTENT_TYPE, Part.BODY), Set.of(), 1 << 20);

  /** A part of a request. */
  public enum Part {
    QUERY,
    CONTENT_TYPE,
    BODY
  }

  /**
   * @throws IllegalArgumentException if the size is negative
   */
  public FingerprintSpec {
    parts = Set.copyOf(parts);
    ignoredJsonFields = Set.copyOf(ignoredJsonFields);
    if (maxRequest < 0) {
      throw new IllegalArgumentException("a request of at most " + maxRequest + " bytes");
    }
  }

  /** Whether the body is read to compare it. */
  public boolean needsBody() {
    return parts.contains(Part.BODY);
  }
}
