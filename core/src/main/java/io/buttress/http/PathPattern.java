package io.buttress.http;

import org.jspecify.annotations.Nullable;

/**
 * One path pattern: a servlet mapping rule or a template.
 *
 * <ul>
 *   <li>{@code /api/books}: that path.
 *   <li>{@code /api/*}: {@code /api} and everything below.
 *   <li>{@code *.jsp}: every path whose last segment ends so.
 *   <li>{@code /*} and {@code /}: every path.
 *   <li>{@code /shops/{shop}/orders}: a variable takes one whole segment that is not empty. A
 *       template may end in {@code /*} too.
 * </ul>
 *
 * <p>Case matters. A slash at the path's end is ignored, unlike in servlet mappings: JAX-RS
 * implementations ignore it, and a limit that a slash evades would be none.
 */
public final class PathPattern {
  private static final int MAX_LENGTH = 1_000;

  private final String source;
  private final PathRule rule;

  /**
   * @param source as written
   * @throws IllegalArgumentException if it is no pattern; says what is allowed
   */
  public PathPattern(String source) {
    if (source.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a path pattern of " + source.length() + " characters: at most " + MAX_LENGTH);
    }
    this.source = source;
    this.rule = PathRule.of(source);
  }

  /** The pattern as written. */
  public String source() {
    return source;
  }

  /**
   * Whether the path is meant.
   *
   * @param path as {@link RequestView#path} gives it
   */
  public boolean matches(String path) {
    return rule.matches(path);
  }

  /**
   * The value of a template's variable.
   *
   * @param path as {@link RequestView#path} gives it
   * @param name the variable's name, without braces
   * @return the segment, or null if the pattern has no such variable or does not match
   */
  public @Nullable String variable(String path, String name) {
    return rule.variable(path, name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathPattern that && that.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }
}
